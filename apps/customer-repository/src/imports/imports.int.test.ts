import { lineOutcomes, touchpointsTopic, type EventMetadata } from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { v7 } from 'uuid';
import { noCrash } from '../crash-points';
import { claim } from '../inbox/claims.tables';
import { dyingAt, fact, message, nextSource } from '../inbox/facts.test-data';
import { handleChunk } from '../inbox/handle-chunk';
import { inboxSchema } from '../inbox/inbox-schema.tables';
import { mark } from '../inbox/marks.tables';
import { settledLines, unstoredLines, type LinesAsked } from './imports.tables';

let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.pool, 'inbox', inboxSchema);
  store = await postgresEventStore({ pool: database.pool });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(() => nextSource());

const worker = (atCrashPoint = noCrash) =>
  handleChunk({
    store,
    rows: {
      claim: (incoming, versionOf) => claim(database.pool, incoming, versionOf),
      mark: (outcome) => mark(database.pool, outcome),
    },
    progress: new Map(),
    atCrashPoint,
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
const importing = () => {
  const id = v7();
  const line = (number: number, emitterId = `${number}`, content = emitterId, more: Partial<EventMetadata> = {}) =>
    fact(emitterId, 'anna', content, { import: { id, line: number }, ...more });
  return { id, line, settled: () => settledLines(database.pool, id) };
};

const linesOf = (id: string, asked: Partial<LinesAsked> = {}) =>
  unstoredLines(database.pool, id, { outcomes: lineOutcomes, after: 0, limit: 10, ...asked });

describe('what became of the lines of an import', () => {
  it('counts each line once, in blocks, whatever became of it', async () => {
    const { id, line, settled } = importing();
    const lines = [line(2), line(1023), line(1024), line(3000), line(3001, '3000'), line(3002, '3000', 'other')];
    await worker()(lines.map((event) => message(event)));
    expect(await settled()).toEqual({ stored: 4, duplicate: 1, conflict: 1, rejected: 0 });
    expect(await linesOf(id)).toEqual([
      { line: 3001, outcome: 'duplicate' },
      { line: 3002, outcome: 'conflict' },
    ]);
    expect(await linesOf(id, { after: 3001, limit: 1 })).toEqual([{ line: 3002, outcome: 'conflict' }]);
    expect(await linesOf(id, { outcomes: ['duplicate'] })).toEqual([{ line: 3001, outcome: 'duplicate' }]);
  });

  it('is not changed by lines that are sent again, in the same chunk or later', async () => {
    const { line, settled } = importing();
    const sent = [line(2), line(3), line(4, '3'), line(5, '3', 'other')];
    await worker()([...sent, ...sent].map((event) => message(event)));
    const once = await settled();
    expect(once).toEqual({ stored: 2, duplicate: 1, conflict: 1, rejected: 0 });
    await worker()(sent.map((event) => message(event)));
    expect(await settled()).toEqual(once);
    const again = importing();
    await worker()([2, 3].map((number) => message(again.line(number))));
    expect(await again.settled()).toEqual({ stored: 0, duplicate: 2, conflict: 0, rejected: 0 });
  });

  it.each(['inbox.claimed', 'inbox.appended'] as const)('survives a death at %s', async (point) => {
    const { line, settled } = importing();
    const messages = [line(2), line(3, '2'), line(4)].map((event) => message(event));
    await expect(worker(dyingAt(point))(messages)).rejects.toThrow();
    await worker()(messages);
    await worker()(messages);
    expect(await settled()).toEqual({ stored: 2, duplicate: 1, conflict: 0, rejected: 0 });
  });

  it('takes a rejection back when the line is repaired', async () => {
    const { id, line, settled } = importing();
    const broken = message(line(7, '7', '7', { participants: [] }), { topic: touchpointsTopic, key: 'k' });
    await worker()([broken]);
    expect(await settled()).toMatchObject({ stored: 0, rejected: 1 });
    expect(await linesOf(id)).toEqual([{ line: 7, outcome: 'rejected', code: 'parked' }]);
    await worker()([{ ...broken, event: line(7), replayed: true }]);
    expect(await settled()).toEqual({ stored: 1, duplicate: 0, conflict: 0, rejected: 0 });
  });

  it('ignores what is no line of ours', async () => {
    const { settled } = importing();
    const odd = [{ id: 'x', line: 1 }, { id: v7(), line: 1.5 }, { id: v7() }] as unknown as EventMetadata['import'][];
    await worker()(odd.map((sent, index) => message(fact(`odd ${index}`, 'anna', 'odd', { import: sent! }))));
    expect(await settled()).toEqual({ stored: 0, duplicate: 0, conflict: 0, rejected: 0 });
  });
});
