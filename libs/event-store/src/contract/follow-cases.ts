/* eslint-disable max-lines-per-function -- a describe block is a list of cases, as in a test file */
import type { RecordedEvent } from '@touchstone/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOfStore, type FollowOptions, type Page } from '../port';
import type { Cases } from './open-store';
import { freshStream, sampleEvents } from './sample-events';

const categoryOf = (stream: string) => stream.split('-')[0] as string;

export const followCases: Cases = (store) => {
  const collect = async (
    options: Omit<FollowOptions, 'signal'>,
    enough: (events: RecordedEvent[], page: Page) => boolean,
  ) => {
    const ended = AbortSignal.timeout(10_000);
    const events: RecordedEvent[] = [];
    for await (const page of store().follow({ ...options, signal: ended })) {
      events.push(...page.events);
      if (enough(events, page)) return { events, page };
    }
    throw new Error(`Not enough after 10 s: ${events.length} events.`);
  };

  describe('follow', () => {
    it('catches up and goes on live, missing and repeating nothing', async () => {
      const stream = freshStream();
      await store().append(stream, sampleEvents(50), 'no-stream');
      const filter = { categories: [categoryOf(stream)] };
      const following = collect({ after: startOfStore, filter, pageSize: 7 }, (events) => events.length >= 150);
      for (let round = 0; round < 10; round++) {
        await store().append(stream, sampleEvents(10), 'any');
        await sleep(3);
      }
      const { events } = await following;
      expect(events).toEqual((await store().readStream(stream)).events);
    });

    it('goes on after any position that it gave', async () => {
      const stream = freshStream();
      const { position } = await store().append(stream, sampleEvents(5), 'no-stream');
      const filter = { categories: [categoryOf(stream)] };
      const { page } = await collect({ after: startOfStore, filter }, (events) => events.length >= 5);
      await store().append(stream, sampleEvents(2), 'any');
      for (const after of [position, page.next]) {
        const { events } = await collect({ after, filter }, (seen) => seen.length >= 2);
        expect(events.map(({ version }) => version)).toEqual([5, 6]);
      }
    });

    it('gives an empty page that moved on when the filter lets nothing through, and again while nothing happens', async () => {
      const { position } = await store().append(freshStream(), sampleEvents(3), 'any');
      let quiet = 0;
      const filter = { categories: ['nothing'] };
      const { events, page } = await collect(
        { after: startOfStore, filter },
        (_, { next }) => next >= position && ++quiet >= 2,
      );
      expect({ events, caughtUp: page.caughtUp }).toEqual({ events: [], caughtUp: true });
    });

    it('shows an append to a waiting follower soon', async () => {
      const stream = freshStream();
      const filter = { categories: [categoryOf(stream)] };
      const following = collect({ after: await store().head(), filter }, (events) => events.length > 0);
      await sleep(400);
      const began = performance.now();
      await store().append(stream, sampleEvents(1), 'any');
      await following;
      expect(performance.now() - began).toBeLessThan(30_000);
    });

    it('ends on abort, also while it waits', async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      for await (const page of store().follow({ after: startOfStore, signal: controller.signal }))
        expect(page).toBeDefined();
      expect(controller.signal.aborted).toBe(true);
    });

    it('answers with the watermark of a moment', async () => {
      const start = new Date(0);
      expect(await store().positionAt(start)).toBe(startOfStore);
      const { position } = await store().append(freshStream(), sampleEvents(1), 'any');
      const deadline = Date.now() + 10_000;
      let known = '';
      while (known < position && Date.now() < deadline) {
        await sleep(20);
        known = await store().positionAt(new Date());
      }
      expect(known >= position).toBe(true);
    });
  });
};
