import { copyIdOf, eventIdOf, identityStream, touchpointsTopic, type WireEvent } from '@touchstone/contracts';
import { postgresEventBus, type EventBus } from '@touchstone/event-bus';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { noCrash, type AtCrashPoint } from '../crash-points';
import { claim } from './claims.tables';
import { dyingAt, fact, Killed, message, nextSource, person, receiptsIn } from './facts.test-data';
import { handleChunk } from './handle-chunk';
import { runInbox } from './inbox.consumer';
import { inboxSchema } from './inbox-schema.tables';
import { mark, readMarks } from './marks.tables';

let source = '';
beforeEach(async () => {
  source = nextSource();
  await database.pool.query('TRUNCATE inbox.receipts, inbox.quarantine');
});

let database: TestDatabase;
let store: EventStore;
let bus: EventBus;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.pool, 'inbox', inboxSchema);
  store = await postgresEventStore({ pool: database.pool });
  bus = await postgresEventBus({ pool: database.pool, topics: [touchpointsTopic, 'department.test'] });
});
afterAll(async () => {
  await bus.close();
  await store.close();
  await database.drop();
});

const worker = (atCrashPoint: AtCrashPoint = noCrash, on: EventStore = store) =>
  handleChunk({
    store: on,
    rows: {
      claim: (incoming, versionOf) => claim(database.pool, incoming, versionOf),
      mark: (outcome) => mark(database.pool, outcome),
    },
    progress: new Map(),
    atCrashPoint,
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
const idsIn = async (who: string) => (await store.readStream(identityStream(person(who)))).events.map(({ id }) => id);
const receipts = () => receiptsIn(database.pool);

describe('the inbox', () => {
  it('appends facts to the stream of their identity, in order, with their text untouched', async () => {
    const events = [fact('1', 'anna'), fact('2', 'bert'), fact('3', 'anna')];
    const messages = events.map((event) => message(event, { topic: 'department.other' }));
    await worker()(messages);
    const { events: recorded } = await store.readStream(identityStream(person('anna')));
    expect(recorded.map(({ id }) => id)).toEqual([events[0], events[2]].map((event) => copyIdOf(event?.id as string)));
    expect(recorded[0]?.data).toBe(events[0]?.data);
    expect(recorded[0]?.metadata).toMatchObject(events[0]?.metadata as object);
    const { rows } = await database.pool.query('SELECT source, hour, stored::int FROM inbox.receipts');
    expect(rows).toEqual([{ source, hour: new Date('2026-03-01T10:00:00Z'), stored: 3 }]);
    expect(await readMarks(database.pool)).toEqual(new Map([['department.other/103', 3]]));
  });

  it('takes the same id with the same digest for a duplicate, in one chunk and a year later', async () => {
    const again = fact('1', 'anna', '1', { receivedAt: '2027-03-01T10:59:00.000Z' });
    await worker()([message(fact('1', 'anna')), message(fact('1', 'anna'))]);
    await worker()([message(again)]);
    expect(await idsIn('anna')).toHaveLength(1);
    expect(await receipts()).toEqual({ stored: 1, duplicate: 2, conflict: 0, rejected: 0 });
  });

  it('quarantines the same id with another digest, as it came, with both digests, until a repair names it', async () => {
    await worker()([message(fact('1', 'anna')), message(fact('1', 'anna', 'other'))]);
    await worker()([message(fact('1', 'anna', 'third'))]);
    const read = async () =>
      (
        await database.pool.query(
          'SELECT event, stored_digest, digest, wire, repaired_by FROM inbox.quarantine ORDER BY id',
        )
      ).rows as Record<string, unknown>[];
    const [first, second] = await read();
    const digests = {
      stored_digest: fact('1', 'anna').metadata.digest,
      digest: fact('1', 'anna', 'other').metadata.digest,
    };
    expect(first).toMatchObject({ event: eventIdOf(source, '1'), ...digests, repaired_by: null });
    expect(second).toMatchObject({
      stored_digest: fact('1', 'anna').metadata.digest,
      digest: fact('1', 'anna', 'third').metadata.digest,
    });
    expect(JSON.parse(first?.['wire'] as string)).toEqual(fact('1', 'anna', 'other'));
    expect(await receipts()).toEqual({ stored: 1, duplicate: 0, conflict: 2, rejected: 0 });
    const repair = fact('repair', 'anna', 'repaired', { repairs: eventIdOf(source, '1') });
    await worker()([message(repair)]);
    expect(await read()).toEqual([
      expect.objectContaining({ repaired_by: repair.id }),
      expect.objectContaining({ repaired_by: repair.id }),
    ]);
  });

  it('does not mistake events without a digest for each other', async () => {
    const without = (id: string): WireEvent => {
      const { digest: _none, ...metadata } = fact(id, 'anna').metadata;
      return { ...fact(id, 'anna'), metadata };
    };
    await worker()([message(without('a')), message(without('b')), message(without('a'))]);
    expect(await receipts()).toMatchObject({ stored: 2, duplicate: 1, conflict: 0 });
    await worker()([message(fact('a', 'anna'))]);
    expect(await receipts()).toMatchObject({ conflict: 1 });
  });

  it.each(['inbox.received', 'inbox.claimed', 'inbox.appended', 'inbox.marked'] as const)(
    'stores and counts once what a worker that dies at %s had in hand',
    async (point) => {
      const before = message(fact('0', 'anna'));
      await worker()([before]);
      const chunk = [
        message(fact('1', 'anna')),
        message(fact('2', 'bert')),
        message(fact('1', 'anna')),
        message(fact('0', 'anna')),
        message(fact('2', 'bert', 'other')),
      ];
      await expect(worker(dyingAt(point))(chunk)).rejects.toThrow(Killed);
      await worker()(chunk);
      await worker()([before, ...chunk]);
      expect(await idsIn('anna')).toEqual([eventIdOf(source, '0'), eventIdOf(source, '1')]);
      expect(await idsIn('bert')).toEqual([eventIdOf(source, '2')]);
      expect(await receipts()).toEqual({ stored: 3, duplicate: 2, conflict: 1, rejected: 0 });
    },
  );

  it('asks the store for what a dead worker claimed, even when the store forgets ids and checks only versions', async () => {
    const forgetful: EventStore = {
      ...store,
      appendMany: async (appends) => {
        for (const { events } of appends)
          for (const { id } of events) if ((await idsIn('anna')).includes(id)) throw new Error('appended twice');
        return store.appendMany(appends);
      },
    };
    const chunk = [message(fact('1', 'anna')), message(fact('2', 'anna'))];
    await expect(worker(dyingAt('inbox.appended'), forgetful)(chunk)).rejects.toThrow(Killed);
    await worker(noCrash, forgetful)(chunk);
    expect(await receipts()).toMatchObject({ stored: 2 });
  });

  it('goes on where somebody else has written to the stream meanwhile', async () => {
    const one = worker();
    await one([message(fact('1', 'anna'))]);
    await worker()([message(fact('2', 'anna'))]);
    await one([message(fact('3', 'anna'))]);
    expect(await idsIn('anna')).toEqual(['1', '2', '3'].map((id) => eventIdOf(source, id)));
  });

  it('lets two workers with the same events store each once', async () => {
    const chunks = [104, 105].map((partition) =>
      ['1', '2', '3', '4'].map((id) => message(fact(id, id < '3' ? 'anna' : 'bert'), { partition })),
    );
    await Promise.all(chunks.map((chunk) => worker()(chunk)));
    expect([...(await idsIn('anna')), ...(await idsIn('bert'))].sort()).toEqual(
      ['1', '2', '3', '4'].map((id) => eventIdOf(source, id)).sort(),
    );
    const { stored, duplicate } = await receipts();
    expect(stored).toBe(4);
    expect(duplicate).toBeLessThanOrEqual(4);
  });

  it("gives the copy of a department's fact a derived id and keeps its origin", async () => {
    const original = fact('won', 'anna', 'won', { source: 'test-department' });
    await worker()([message(original, { topic: 'department.test' })]);
    const [copy] = (await store.readStream(identityStream(person('anna')))).events;
    expect(copy).toMatchObject({
      id: copyIdOf(original.id),
      data: original.data,
      metadata: { origin: { id: original.id, source: 'test-department' } },
    });
  });

  it.each([
    ['unknown-shape', () => ({ ...fact('1', 'anna'), data: undefined })],
    ['unknown-shape', () => ({ ...fact('1', 'anna'), id: 'none' })],
    ['unparsable-metadata', () => ({ ...fact('1', 'anna'), metadata: 'broken' })],
    ['unparsable-metadata', () => fact('1', 'anna', '1', { time: 'yesterday' })],
    ['no-subject', () => fact('1', 'anna', '1', { participants: [] })],
    ['no-subject', () => fact('1', 'anna', '1', { participants: ['payer:user_id:00000000000000000000000000000000'] })],
    ['no-subject', () => fact('1', 'anna', '1', { participants: ['subject:nonsense'] })],
  ])('answers what no retry can help as poison: %s', async (reason, event) => {
    const poisoned = message(event() as WireEvent, { key: person('anna') });
    const { poison } = await worker()([
      poisoned,
      message(fact('2', 'bert'), { key: person('bert') }),
      message(fact('3', 'anna')),
    ]);
    expect(poison).toEqual([{ message: poisoned, reason }]);
    expect(await idsIn('anna')).toEqual([]);
    expect(await idsIn('bert')).toHaveLength(1);
    expect(await receipts()).toEqual({ stored: 1, duplicate: 0, conflict: 0, rejected: 1 });
  });

  it('reconciles over the real bus: a poison event in the middle of a key, its repair, duplicates and a conflict', async () => {
    const broken = { ...fact('bad', 'anna'), metadata: { ...fact('bad', 'anna').metadata, time: 'never' } };
    const sent = [
      fact('1', 'anna'),
      broken,
      fact('2', 'anna'),
      fact('3', 'bert'),
      fact('1', 'anna'),
      fact('3', 'bert', 'other'),
    ];
    const keyed = (event: WireEvent) => ({
      topic: touchpointsTopic,
      key: event.metadata.participants[0]?.slice(-32) as string,
      event,
    });
    await bus.publish(sent.map(keyed));
    const inbox = await runInbox({
      pool: database.pool,
      store,
      bus,
      topics: [touchpointsTopic],
      atCrashPoint: noCrash,
    });
    await eventually(
      'the poison event is parked',
      receipts,
      ({ rejected, conflict }) => rejected === 1 && conflict === 1,
    );
    expect(await idsIn('anna')).toEqual([eventIdOf(source, '1')]);
    await eventually(
      'what waits behind it',
      () => bus.parking.counts('customer-repository'),
      ({ messages }) => messages === 3,
    );
    const repair = fact('mended', 'anna', 'mended', { repairs: eventIdOf(source, 'bad') });
    await bus.parking.replay({
      group: 'customer-repository',
      key: person('anna'),
      replacement: repair,
      by: 'a steward',
    });
    await eventually('everything is taken in', receipts, ({ stored, duplicate }) => stored + duplicate === 5);
    expect(await receipts()).toEqual({ stored: 4, duplicate: 1, conflict: 1, rejected: 0 });
    expect(await idsIn('anna')).toEqual(['1', 'mended', '2'].map((id) => eventIdOf(source, id)));
    await inbox.drain();
  });
});
