/* eslint-disable max-lines-per-function -- a describe block is a list of cases, as in a test file */
import type { RecordedEvent } from '@touchstone/contracts';
import { PositionBeyondStore } from '../errors';
import { startOfStore, type EventStore, type Filter } from '../port';
import { waitForHead } from './wait-for-head';
import type { Cases } from './open-store';
import { freshStream, sampleEvents } from './sample-events';

const readAllPages = async (
  store: EventStore,
  after: string,
  limit: number,
  filter?: Filter,
): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let position = after; ;) {
    const page = await store.readAll({ after: position, limit, ...(filter && { filter }) });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    expect(page.next >= position).toBe(true);
    events.push(...page.events);
    position = page.next;
    if (page.caughtUp) return events;
  }
};

export const orderCases: Cases = (store) => {
  describe('the total order', () => {
    const fill = async () => {
      const streams = [freshStream(), freshStream(), freshStream()];
      const start = await store().head();
      let last = start;
      for (let round = 0; round < 4; round++)
        for (const stream of streams) last = (await store().append(stream, sampleEvents(3), 'any')).position;
      await waitForHead(store(), last);
      return { streams, start, last, categories: streams.map((stream) => stream.split('-')[0] as string) };
    };

    it.each([1, 2, 7, 12, 1_000])('is read whole and in order with pages of %i', async (limit) => {
      const { streams, start } = await fill();
      const events = await readAllPages(store(), start, limit);
      const ours = events.filter(({ stream }) => streams.includes(stream));
      expect(ours).toHaveLength(36);
      expect(events.map(({ position }) => position)).toEqual(
        [...new Set(events.map(({ position }) => position))].sort(),
      );
      for (const stream of streams)
        expect(ours.filter((event) => event.stream === stream)).toEqual((await store().readStream(stream)).events);
    });

    it('tells about which part lies before a position', async () => {
      const { streams, start, last } = await fill();
      const events = (await readAllPages(store(), start, 1_000)).filter(({ stream }) => streams.includes(stream));
      const shares = events.map(({ position }) => store().share(position, last));
      expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
      expect(shares.at(-1)).toBe(1);
      expect(shares[0]).toBeLessThan(1);
      expect([store().share(startOfStore, last), store().share(startOfStore, startOfStore)]).toEqual([0, 1]);
    });

    it.each([0, 1, 2])(
      'lets only the categories of a filter through (%i of them), and moves on regardless',
      async (count) => {
        const { categories, start, last } = await fill();
        const filter = { categories: [...categories.slice(0, count), 'nothing'] };
        for (const limit of [1, 5, 1_000]) {
          const events = await readAllPages(store(), start, limit, filter);
          expect(events).toHaveLength(12 * count);
          expect(events.map(({ position }) => position)).toEqual(events.map(({ position }) => position).sort());
        }
        const { next, caughtUp } = await store().readAll({ after: start, filter });
        expect({ caughtUp, passed: next >= last }).toEqual({ caughtUp: true, passed: true });
        expect((await store().readAll({ after: start, filter: { categories: [] } })).events).toEqual([]);
      },
    );

    it('takes a stream without a dash as its own category', async () => {
      const category = freshStream().split('-')[0] as string;
      const { position } = await store().append(category, sampleEvents(1), 'any');
      await store().append(`${category}x`, sampleEvents(1), 'any');
      await waitForHead(store(), position);
      const { events } = await store().readAll({ after: startOfStore, filter: { categories: [category] } });
      expect(events.map(({ stream }) => stream)).toEqual([category]);
    });

    it('says that a page reaches the watermark exactly when it does', async () => {
      const { start, categories } = await fill();
      const filter = { categories: categories.slice(0, 1) };
      expect((await store().readAll({ after: start, limit: 12, filter })).caughtUp).toBe(true);
      expect((await store().readAll({ after: start, limit: 11, filter })).caughtUp).toBe(false);
      const { next } = await store().readAll({ after: start, filter });
      expect(await store().readAll({ after: next, filter })).toEqual({
        events: [],
        next: expect.any(String),
        caughtUp: true,
      });
    });

    it('names its newest event at once, also before it is final', async () => {
      const { position } = await store().append(freshStream(), sampleEvents(3), 'any');
      expect((await store().newest()) >= position).toBe(true);
    });

    it('has a head that never goes back and that events never appear behind', async () => {
      let head = startOfStore;
      const writers = Promise.all(
        Array.from({ length: 50 }, () => store().append(freshStream(), sampleEvents(2), 'any')),
      );
      let settled = false;
      void writers.then(() => (settled = true));
      const seen = new Map<string, number>();
      while (!settled) {
        const next = await store().head();
        expect(next >= head).toBe(true);
        head = next;
        seen.set(
          head,
          (await readAllPages(store(), startOfStore, 1_000)).filter(({ position }) => position <= next).length,
        );
      }
      const final = await readAllPages(store(), startOfStore, 1_000);
      for (const [position, count] of seen)
        expect(final.filter((event) => event.position <= position)).toHaveLength(count);
    });

    it('refuses a position beyond its end with a sentence', async () => {
      const head = await store().head();
      const beyond = `9${head.slice(1)}`;
      for (const filter of [undefined, { categories: ['nothing'] }]) {
        const refused = store().readAll({ after: beyond, ...(filter && { filter }) });
        await expect(refused).rejects.toThrow(PositionBeyondStore);
        await expect(refused).rejects.toThrow(/Rebuild/);
      }
      const follower = store().follow({ after: beyond, signal: new AbortController().signal })[Symbol.asyncIterator]();
      await expect(follower.next()).rejects.toThrow(PositionBeyondStore);
    });

    it('accepts the position of an append that has just been acknowledged', async () => {
      const { position } = await store().append(freshStream(), sampleEvents(1), 'any');
      expect((await store().readAll({ after: position })).next >= position).toBe(true);
    });
  });
};
