import { sampleEvents } from '../contract/sample-events';
import type { Append } from '../port';
import { Coalescer } from './coalescer';

const limits = { flushes: 2, events: 100, bytes: 1 << 20 };
const appendTo = (stream: string, events = 1): Append => ({ stream, events: sampleEvents(events), expected: 'any' });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Coalescer', () => {
  const flushes: { appends: readonly Append[]; end(): void }[] = [];
  const open = (own: Partial<typeof limits> = {}) => {
    flushes.length = 0;
    return new Coalescer<string>(
      (appends, done) =>
        new Promise((resolve) => {
          const end = () => {
            for (const append of appends) done(append, append.stream);
            resolve();
          };
          flushes.push({ appends, end });
        }),
      { ...limits, ...own },
    );
  };
  const streamsOf = (flush: number) => flushes[flush]?.appends.map(({ stream }) => stream);

  it('joins what one turn appends, half of it per flush while another connection is free', async () => {
    const coalescer = open();
    const answers = ['a', 'b', 'c', 'd', 'e'].map((stream) => coalescer.append(appendTo(stream)));
    expect(flushes).toHaveLength(0);
    await turn();
    expect([streamsOf(0), streamsOf(1)]).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    flushes.forEach(({ end }) => end());
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('never has a stream in two flushes, nor twice in one, and keeps its order', async () => {
    const coalescer = open();
    const [first, second, third] = [appendTo('a'), appendTo('a'), appendTo('a')];
    for (const append of [first, second, third]) void coalescer.append(append);
    for (const expected of [first, second, third]) {
      await turn();
      expect(flushes.at(-1)?.appends).toEqual([expected]);
      const count = flushes.length;
      void coalescer.append(appendTo('b'));
      await turn();
      expect(streamsOf(count)).toEqual(['b']);
      flushes.slice(-2).forEach(({ end }) => end());
      await turn();
    }
  });

  it('keeps to its limits, but takes an append that exceeds them by itself', async () => {
    const coalescer = open({ flushes: 1, events: 10 });
    for (const [stream, events] of [
      ['a', 6],
      ['b', 4],
      ['c', 1],
      ['d', 50],
      ['e', 1],
    ] as const)
      void coalescer.append(appendTo(stream, events));
    const taken: unknown[] = [];
    for (let flush = 0; flush < 4; flush++) {
      await turn();
      taken.push(streamsOf(flush));
      flushes[flush]?.end();
      await turn();
    }
    expect(taken).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(open({ flushes: 1, bytes: 1_000 })).toBeDefined();
  });
});
