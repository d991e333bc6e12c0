import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { freeSlots } from '../free-slots';
import type { SlotStatus } from '../observer';
import { requestRebuild } from '../rebuild/commands';
import type { RunOptions } from '../run-options';
import { runProjections, type RunningProjections } from '../run-projections';
import { countingProjection, fact, identityNumber, plainCodec } from '../testing/counting-projection';

const leaseMs = 2_000;
const slots = 5;
const projections = [countingProjection('first'), countingProjection('second')];
const patient = { timeoutMs: 20_000, pauseMs: 50 };

interface Member {
  readonly name: string;
  readonly running: RunningProjections;
  readonly statuses: SlotStatus['kind'][];
  looks: number;
}

let database: TestDatabase;
let store: EventStore;
let members: Member[] = [];
/** What a program that knows nothing of ours would count. */
let naive = new Map<string, number>();
beforeEach(async () => {
  database = await testDatabase();
  store = await postgresEventStore({ pool: database.pool, schema: 'store' });
  [members, naive] = [[], new Map()];
});
afterEach(async () => {
  await Promise.all(members.map(({ running }) => running.drain()));
  await store.close();
  await database.drop();
});

const join = async (name: string, options: Partial<RunOptions> = {}): Promise<Member> => {
  const seen = { statuses: [] as SlotStatus['kind'][], looks: 0 };
  const observer: RunOptions['observer'] = {
    status: (_, { kind }) => seen.statuses.push(kind),
    shared: () => (seen.looks += 1),
  };
  const common = { store, codec: plainCodec(), pool: database.pool, projections, slots, leaseMs, observer };
  const knows = (type: string) => type === 'test.thing.happened';
  const running = await runProjections({ ...common, owner: name, knows, buildsEveryMs: 50, pageSize: 20, ...options });
  const member = Object.assign(seen, { name, running });
  members.push(member);
  return member;
};
const leave = async (...names: string[]): Promise<void> => {
  const leaving = members.filter(({ name }) => names.includes(name));
  members = members.filter(({ name }) => !names.includes(name));
  await Promise.all(leaving.map(({ running }) => running.drain()));
};
let told = 0;
const tell = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    const identity = identityNumber(told++ % 16);
    naive.set(identity, (naive.get(identity) ?? 0) + 1);
    await store.append(`identity-${identity}`, [fact(identity)], 'any');
  }
};

interface SlotRow {
  readonly subscription: string;
  readonly slot: number;
  readonly owner: string | null;
  readonly token: string;
}
const slotRows = async (): Promise<SlotRow[]> => {
  const { rows } = await database.pool.query<SlotRow>(
    `SELECT subscription, slot, CASE WHEN expires_at > clock_timestamp() THEN owner END AS owner, token::text
       FROM touchstone.slots ORDER BY 1, 2`,
  );
  return rows;
};
/** Subscription -> how many slots each member holds, the fewest first. */
const sharesOf = (rows: readonly SlotRow[], subscription: string): number[] =>
  members
    .map(({ name }) => rows.filter((row) => row.owner === name && row.subscription === subscription).length)
    .sort((a, b) => a - b);
const shared = (count: number, ...each: number[]) =>
  eventually(
    `${count} members hold ${each.join(', ')} slots of each projection`,
    slotRows,
    (rows) => projections.every(({ name }) => sharesOf(rows, name).join() === each.join()),
    patient,
  );
const folded = () =>
  eventually(
    'everything is folded once',
    async () => {
      const counts = async (schema: string) =>
        (await database.pool.query<{ identity: string; facts: number }>(`SELECT * FROM ${schema}.counts`)).rows;
      return Promise.all(projections.map(({ schema }) => counts(schema)));
    },
    (all) =>
      all.every(
        (rows) => rows.length === naive.size && rows.every(({ identity, facts }) => facts === naive.get(identity)),
      ),
    patient,
  );
const moreLooks = async (): Promise<void> => {
  const before = members.map(({ looks }) => looks);
  await eventually(
    'each looks again',
    () => members.map(({ looks }) => looks),
    (now) => now.every((looks, index) => looks >= (before[index] ?? 0) + 6),
    patient,
  );
};

describe('slots that processes share', () => {
  it('spread from 1 to 4 to 2 members under load, each held by one, and every event is folded once', async () => {
    await join('one');
    let isLoaded = true;
    const load = (async () => {
      while (isLoaded) await tell(5);
    })();
    try {
      await shared(1, 5);
      await Promise.all(['two', 'three', 'four'].map((name) => join(name)));
      const rows = await shared(4, 1, 1, 1, 2);
      const totals = members.map(({ name }) => rows.filter(({ owner }) => owner === name).length);
      expect(totals.sort()).toEqual([2, 2, 3, 3]);
      await leave('one', 'three');
      await shared(2, 2, 3);
    } finally {
      isLoaded = false;
      await load;
    }
    await folded();
    for (const { statuses } of members) expect(statuses).not.toContain('lost');

    const settled = await slotRows();
    await moreLooks();
    expect(await slotRows()).toEqual(settled);
  }, 60_000);

  it('of a killed member are left to it for its lease, and taken over then', async () => {
    await join('one');
    await shared(1, 5);
    await leave('one');
    const until = `clock_timestamp() + interval '${leaseMs} milliseconds'`;
    await database.pool.query(
      `UPDATE touchstone.slots SET owner = 'killed', token = token + 1, expires_at = ${until} WHERE slot < 3`,
    );
    await database.pool.query(
      `INSERT INTO touchstone.members SELECT name, 1, 'killed', now(), ${until} FROM unnest(ARRAY['first', 'second']) AS name`,
    );
    const killedAt = Date.now();
    const two = await join('two');
    await eventually(
      'it sees the other',
      () => two.looks,
      (looks) => looks > 2,
      patient,
    );
    const held = (await slotRows()).filter(({ owner }) => owner === 'two').length;
    await shared(1, 5);
    expect(Date.now() - killedAt).toBeLessThan(leaseMs + 5_000);
    expect(held).toBeLessThanOrEqual(5);
    await tell(20);
    await folded();
    const { rows } = await database.pool.query<{ member: string }>('SELECT DISTINCT member FROM touchstone.members');
    expect(rows).toEqual([{ member: 'two' }]);
  }, 60_000);

  it('belong at once to the next one when somebody who knows says that every member is gone', async () => {
    await join('one');
    await shared(1, 5);
    await database.pool.query(
      `UPDATE touchstone.members SET member = 'killed', expires_at = now() + interval '1 minute'`,
    );
    await leave('one');
    await freeSlots(database.pool);
    await join('two');
    await shared(1, 5);
  });

  it('of a build are shared as well, and it moves none of those that answer', async () => {
    await Promise.all(['one', 'two', 'three'].map((name) => join(name)));
    await tell(30);
    await shared(3, 1, 2, 2);
    const before = (await slotRows()).map(({ subscription, slot, token }) => ({ subscription, slot, token }));
    await requestRebuild({
      pool: database.pool,
      schema: 'touchstone',
      projections,
      projection: 'first',
      slots: 6,
      by: 'a test',
    });
    await eventually(
      'each holds two slots of the build',
      slotRows,
      (rows) => sharesOf(rows, 'first.2').join() === '2,2,2',
      patient,
    );
    await moreLooks();
    const after = (await slotRows()).filter(({ subscription }) => subscription !== 'first.2');
    expect(after.map(({ subscription, slot, token }) => ({ subscription, slot, token }))).toEqual(before);
  }, 60_000);

  it('stay where they are when nobody can go on with them', async () => {
    await join('one');
    await tell(10);
    await folded();
    await leave('one');
    await store.close();
    // What a restore to an earlier time looks like.
    store = await postgresEventStore({ pool: database.pool, schema: 'restored' });
    await Promise.all(['two', 'three'].map((name) => join(name)));
    const rows = await shared(2, 2, 3);
    await eventually(
      'all are refused',
      () => members.flatMap(({ running }) => running.refusals()),
      (refusals) => new Set(refusals).size === 2 * slots && refusals.length === 2 * slots,
      patient,
    );
    await moreLooks();
    expect(await slotRows()).toEqual(rows);
  }, 60_000);
});
