import type { Consumer, ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { waitUntil } from '../contract/wait-until';
import type { BusDatabase } from '../postgres/database';
import type { OwnedPartition } from '../postgres/owned-partition';
import { GroupSession } from './group-session';
import { KafkaMembership } from './kafka-membership';
import { OpenBatches } from './open-batches';

type Listener = (event: { payload: unknown }) => void;
const refusal = (type: string) => Object.assign(new Error(type), { type });

/** What kafkajs does with a session, one step at a time: a group of real brokers cannot be made to answer late. */
const scriptedKafka = () => {
  const listeners = new Map<string, Listener>();
  let eachBatch: ConsumerRunConfig['eachBatch'];
  let heartbeat: () => Promise<void> = async () => {};
  let commit: (offsets: readonly string[]) => Promise<void> = async () => {};
  let opened = 0;
  const join = () => listeners.get('joined')?.({ payload: { memberAssignment: { touchpoints: [0] } } });
  const consumer = {
    events: { HEARTBEAT: 'beaten', GROUP_JOIN: 'joined', CRASH: 'crashed' },
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    connect: async () => {},
    subscribe: async () => {},
    disconnect: async () => {},
    seek: () => {},
    commitOffsets: (offsets: readonly { offset: string }[]) => commit(offsets.map(({ offset }) => offset)),
    run: async (options: ConsumerRunConfig) => {
      eachBatch = options.eachBatch;
      join();
    },
  } as unknown as Consumer;
  const give = (): Promise<void> => {
    const batch = { topic: 'touchpoints', partition: 0, messages: [], lastOffset: () => '0' };
    const payload = { batch, isRunning: () => true, isStale: () => false, resolveOffset: () => {} };
    const given = eachBatch?.({ ...payload, heartbeat: () => heartbeat() } as unknown as EachBatchPayload);
    return given as Promise<void>;
  };
  return {
    ...{ kafka: { consumer: () => ((opened += 1), consumer) } as unknown as Kafka, join, give },
    opened: () => opened,
    refuse: (error: Error) => {
      heartbeat = async () => {
        throw error;
      };
    },
    commitBy: (how: typeof commit) => {
      commit = how;
    },
  };
};

const openSession = async (onAssigned: () => Promise<void> = async () => {}) => {
  const { kafka, ...script } = scriptedKafka();
  const batches = new OpenBatches();
  const crashes: Error[] = [];
  const session = new GroupSession({
    ...{ kafka, settings: { brokers: [] }, group: 'readers', topics: ['touchpoints'], leaseMs: 600_000 },
    ...{ fetchBytes: 1_000, batches, onAssigned, onRebalance: () => {}, onBatch: () => {} },
    onCrash: (error) => crashes.push(error),
  });
  await session.open();
  return { session, batches, crashes, ...script };
};

describe('A session whose heartbeat is refused', () => {
  it('takes no batch before the group was joined again, though nothing was open that could tell kafkajs', async () => {
    const { session, batches, join, give, refuse } = await openSession();
    const held = give();
    await new Promise(setImmediate);
    const late = refusal('NOT_COORDINATOR_FOR_GROUP');
    refuse(late);
    await session.keepAlive();
    expect(session.mustRejoin).toBe(true);
    batches.release(); // handled before the membership looks
    await held;
    session.rejoin();
    await expect(give()).rejects.toBe(late);
    expect(batches.size).toBe(0);
    join();
    expect(session.mustRejoin).toBe(false);
    void give();
    await new Promise(setImmediate);
    expect(batches.size).toBe(1);
    await session.close();
  });

  it.each(['GROUP_COORDINATOR_NOT_AVAILABLE', 'GROUP_LOAD_IN_PROGRESS'])(
    'keeps its partitions after %s, at which kafkajs does not join again',
    async (type) => {
      const { session, give, refuse } = await openSession();
      void give();
      await new Promise(setImmediate);
      refuse(refusal(type));
      await session.keepAlive();
      expect(session.mustRejoin).toBe(false);
      await session.close();
    },
  );
});

describe('A session that is assigned partitions later', () => {
  it('ends when they cannot be taken: the group would count on it', async () => {
    let works = true;
    const { crashes, join } = await openSession(async () => {
      if (!works) throw new Error('no database');
    });
    works = false;
    join();
    await new Promise(setImmediate);
    expect(crashes).toHaveLength(1);
  });

  it('keeps its membership alive while it takes them, with every fetch held up', async () => {
    let finish = () => {};
    let works = true;
    const { session, join, give, refuse } = await openSession(() =>
      works ? Promise.resolve() : new Promise((resolve) => (finish = resolve)),
    );
    works = false;
    join();
    const given = give();
    const rebalancing = refusal('REBALANCE_IN_PROGRESS');
    refuse(rebalancing);
    await session.keepAlive();
    expect(session.mustRejoin).toBe(true);
    finish();
    await expect(given).rejects.toBe(rebalancing);
    await session.close();
  });
});

const openMember = (kafka: Kafka, { leaseMs = 300, ring = () => {} }: { leaseMs?: number; ring?: () => void } = {}) => {
  const claimed = [{ topic: 1, partition: 0, token: '1', next: '0' }];
  const database = {
    query: async ({ name }: { name: string }) => ({ rows: name === 'claim-partitions' ? claimed : [] }),
  } as unknown as BusDatabase;
  return new KafkaMembership({
    ...{ kafka, settings: { brokers: [] }, database, topics: [{ id: 1, topic: 'touchpoints', partitions: 1 }] },
    ...{
      leaseMs,
      fetchBytes: 1_000,
      batches: new OpenBatches(),
      consume: { group: 'readers' },
      onStatus: () => {},
    },
    ...{ readStarts: async () => (_, wanted) => wanted, ring },
  });
};

describe('A member whose coordinator moves', () => {
  it('keeps what it is assigned while the coordinator of before is still told how far it got', async () => {
    const { kafka, join, give, refuse, commitBy } = scriptedKafka();
    let rings = 0;
    const member = openMember(kafka, { ring: () => (rings += 1) });
    await member.beat();
    const [of] = [...member.holding.values()] as [OwnedPartition];
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    commitBy(() => answered);
    member.note([{ of, next: 1 }]);
    const held = give();
    await new Promise(setImmediate);
    rings = 0;
    const moved = refusal('NOT_COORDINATOR_FOR_GROUP');
    refuse(moved);
    await waitUntil(
      'the heartbeat is refused',
      () => rings,
      (count) => count > 0,
    );
    const dropped = expect(held).rejects.toBe(moved);
    const yielded = member.yieldSurplus();
    join();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    answer();
    await Promise.all([yielded, dropped]);
    expect([...member.holding.keys()]).toEqual(['touchpoints/0']);
    expect(member.holding.get('touchpoints/0')).not.toBe(of);
    await member.leave();
  });
});

describe('A member', () => {
  it('begins a new session when kafkajs, whose clock was set back, says nothing to the group any more', async () => {
    const { kafka, opened } = scriptedKafka();
    const member = openMember(kafka);
    await waitUntil(
      'a second session',
      async () => {
        await member.beat();
        await member.yieldSurplus();
        return opened();
      },
      (count) => count > 1,
    );
    await member.beat();
    expect([...member.holding.keys()]).toEqual(['touchpoints/0']);
    await member.leave();
  });

  it('tells again what it could not tell, and where it starts, though nothing more comes', async () => {
    const { kafka, commitBy } = scriptedKafka();
    const told: string[] = [];
    let refusals = 2;
    commitBy(async (offsets) => {
      if (refusals-- > 0) throw refusal('REBALANCE_IN_PROGRESS');
      told.push(...offsets);
    });
    const member = openMember(kafka, { leaseMs: 600_000 });
    await waitUntil(
      'its start is told',
      () => member.beat().then(() => told),
      (seen) => seen.length > 0,
    );
    expect(told).toEqual(['0']);
    await member.leave();
  });
});
