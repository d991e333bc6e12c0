import {
  eventStoreDbEventStore,
  modelEventStore,
  type AppendResult,
  type EventStore,
  type ExpectedVersion,
} from '@touchstone/event-store';
import fc from 'fast-check';
import { freshStream, samples } from './sample-events';
import { startStandIn, type StandIn } from './stand-in/server';

const numRuns = Number(process.env['TORTURE_RUNS'] ?? 40);

interface Step {
  readonly writer: number;
  readonly stream: number;
  readonly events: readonly number[];
  readonly expected: ExpectedVersion;
  readonly fault: 'none' | 'loseAnswers' | 'refuseAppends' | 'notLeader' | 'restart';
}

// Few ids, so that most appends meet known ones, partly known ones, and other versions.
const step: fc.Arbitrary<Step> = fc.record({
  writer: fc.nat({ max: 1 }),
  stream: fc.nat({ max: 1 }),
  events: fc.oneof(
    fc
      .tuple(fc.nat({ max: 8 }), fc.integer({ min: 1, max: 4 }))
      .map(([from, count]) => Array.from({ length: count }, (_, n) => from + n)),
    fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 3 }),
  ),
  expected: fc.oneof(
    fc.constantFrom('no-stream' as const, 'stream-exists' as const, 'any' as const),
    fc.nat({ max: 6 }),
  ),
  fault: fc.constantFrom('none', 'none', 'none', 'loseAnswers', 'refuseAppends', 'notLeader', 'restart'),
});

/** A try that arrived twice is one append; positions differ between stores, and so does the order of clashing ids. */
const plain = (result: AppendResult | undefined) =>
  result && ('ids' in result ? { ...result, ids: [...result.ids].sort() } : { ...result, position: undefined });

describe('two processes at a faulty stand-in', () => {
  let server: StandIn;
  let writers: EventStore[];
  beforeAll(async () => {
    server = await startStandIn();
    const open = () => eventStoreDbEventStore({ url: server.url, deadlineMs: 2_000 });
    writers = await Promise.all([open(), open()]);
  });
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await server.stop();
  });

  it('answer every sequence of appends as the model does, and hold the same streams', async () => {
    const follow = async (steps: readonly Step[]) => {
      const model = modelEventStore();
      const streams = [freshStream(), freshStream()];
      // Ids are known within their stream only.
      const events = streams.map(() => samples(12));
      for (const { writer, stream, events: numbers, expected, fault } of steps) {
        if (fault === 'restart') await server.restart();
        else if (fault !== 'none') server.faults[fault] = 1;
        const append = {
          stream: streams[stream] as string,
          events: numbers.map((number) => events[stream]?.[number] as never),
          expected,
        };
        const [ours] = await (writers[writer] as EventStore).appendMany([append]);
        const [theirs] = await model.appendMany([append]);
        expect(plain(ours)).toEqual(plain(theirs));
        Object.assign(server.faults, { loseAnswers: 0, refuseAppends: 0, notLeader: 0 });
      }
      for (const stream of streams) {
        const [ours, theirs] = await Promise.all([writers[0]?.readStream(stream), model.readStream(stream)]);
        expect(ours?.version).toBe(theirs.version);
        expect(ours?.events.map(({ id, data }) => [id, data])).toEqual(theirs.events.map(({ id, data }) => [id, data]));
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), follow), { numRuns });
  });
});
