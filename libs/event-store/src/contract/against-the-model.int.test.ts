import { testDatabase, type TestDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { v4 } from 'uuid';
import { modelEventStore } from '../model/model-event-store';
import type { Append, AppendResult, EventStore } from '../port';
import { postgresEventStore } from '../postgres/postgres-event-store';
import { sampleEvent } from './sample-events';
import { waitForHead } from './wait-for-head';

const numRuns = Number(process.env['TORTURE_RUNS'] ?? 100);

interface Step {
  readonly appends: readonly { stream: number; events: readonly number[]; expected: Append['expected'] }[];
}

// Few streams and few ids, so that most appends meet known ids, partly known ids and other versions.
const expected = fc.oneof(
  fc.constantFrom('no-stream' as const, 'stream-exists' as const, 'any' as const),
  fc.nat({ max: 6 }),
);
const events = fc.oneof(
  fc
    .tuple(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 4 }))
    .map(([from, count]) => Array.from({ length: count }, (_, index) => from + index)),
  fc.array(fc.nat({ max: 14 }), { minLength: 1, maxLength: 3 }),
);
const append = fc.record({ stream: fc.nat({ max: 2 }), events, expected });
const step: fc.Arbitrary<Step> = fc.record({ appends: fc.array(append, { minLength: 1, maxLength: 3 }) });

describe('the PostgreSQL store against the model', () => {
  let database: TestDatabase;
  let store: EventStore;
  beforeAll(async () => {
    database = await testDatabase();
    store = await postgresEventStore({ pool: database.pool });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  /** What both must say alike: positions differ between stores, their order does not. */
  const withoutPositions = (results: readonly AppendResult[]) =>
    results.map((result) =>
      'ids' in result ? { ...result, ids: [...result.ids].sort() } : { ...result, position: undefined },
    );

  it('answers every sequence of appends, replays and overlaps alike, and holds the same streams', async () => {
    const follow = async (steps: readonly Step[]) => {
      const model = modelEventStore();
      const [run, ids] = [v4().replaceAll('-', ''), Array.from({ length: 18 }, () => v4())];
      const start = await store.head();
      const streams = [0, 1, 2].map((stream) => `r${run}-${stream}`);
      let last = start;
      for (const { appends } of steps) {
        // One after the other: independent appends of one call may commit in any order, which an id can tell.
        for (const each of appends) {
          const made = {
            stream: streams[each.stream] as string,
            events: each.events.map((id) => sampleEvent({ id }, ids[id])),
            expected: each.expected,
          };
          const [ours, theirs] = [await store.appendMany([made]), await model.appendMany([made])];
          expect(withoutPositions(ours)).toEqual(withoutPositions(theirs));
          for (const result of ours) if ('position' in result && result.position > last) last = result.position;
        }
      }
      for (const stream of streams) {
        const [ours, theirs] = [await store.readStream(stream), await model.readStream(stream)];
        expect(ours.version).toBe(theirs.version);
        expect(ours.events.map(({ id, data }) => [id, data])).toEqual(theirs.events.map(({ id, data }) => [id, data]));
      }
      await waitForHead(store, last);
      const filter = { categories: [`r${run}`] };
      const [ours, theirs] = [
        await store.readAll({ after: start, filter }),
        await model.readAll({ after: '', filter }),
      ];
      expect(ours.events.map(({ id }) => id)).toEqual(theirs.events.map(({ id }) => id));
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), follow), { numRuns });
  });
});
