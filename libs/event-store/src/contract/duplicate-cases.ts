/* eslint-disable max-lines-per-function -- a describe block is a list of cases, as in a test file */
import { EventIdClash } from '../errors';
import type { ExpectedVersion } from '../port';
import type { Cases } from './open-store';
import { freshStream, sampleEvent, sampleEvents } from './sample-events';

export const duplicateCases: Cases = (store, { idsAcrossStreams }) => {
  describe('append of known ids', () => {
    it.each<[ExpectedVersion]>([['no-stream'], ['any'], [1]])(
      'answers a repeated append at %s with its first place',
      async (expected) => {
        const stream = freshStream();
        if (expected === 1) await store().append(stream, sampleEvents(2), 'no-stream');
        const events = sampleEvents(3);
        const first = await store().append(stream, events, expected);
        await store().append(stream, sampleEvents(2), 'any');
        expect(await store().append(stream, events, expected)).toEqual(first);
        expect(await store().appendMany([{ stream, events, expected }])).toEqual([{ status: 'duplicate', ...first }]);
        expect((await store().readStream(stream)).events).toHaveLength(expected === 1 ? 7 : 5);
      },
    );

    it('ignores what the repeated events hold: the first text stays', async () => {
      const stream = freshStream();
      const event = sampleEvent({ first: true });
      await store().append(stream, [event], 'any');
      await store().append(stream, [{ ...event, data: '{"second":true}' }], 'any');
      expect((await store().readStream(stream)).events.map(({ data }) => data)).toEqual([event.data]);
    });

    it('knows part of an append again, at the versions that belong to it', async () => {
      const stream = freshStream();
      const [a, b, c, d] = sampleEvents(4) as [never, never, never, never];
      await store().append(stream, [a, b, c, d], 'no-stream');
      await expect(store().append(stream, [a, b], 'no-stream')).resolves.toMatchObject({ version: 1 });
      await expect(store().append(stream, [c, d], 1)).resolves.toMatchObject({ version: 3 });
      await expect(store().append(stream, [b, d], 'any')).resolves.toMatchObject({ version: 3 });
      await expect(store().append(stream, [b, d], 'stream-exists')).resolves.toMatchObject({ version: 3 });
    });

    it('refuses ids that are known partly, in another order, or at other versions', async () => {
      const stream = freshStream();
      const [a, b, c] = sampleEvents(3);
      await store().append(stream, [a, b, c] as never, 'no-stream');
      const fresh = sampleEvent();
      const refused = (events: readonly unknown[], expected: ExpectedVersion) =>
        expect(store().append(stream, events as never, expected)).rejects.toThrow(EventIdClash);
      await refused([c, fresh], 'any');
      await refused([c, fresh], 1);
      await refused([fresh, a], 2);
      await refused([b, a], 'any');
      await refused([b, a], 'no-stream');
      await refused([b], 1);
      await refused([a], 2);
      await refused([a, c], 'no-stream');
      const [result] = await store().appendMany([{ stream, events: [c, fresh] as never, expected: 'any' }]);
      expect(result).toEqual({ status: 'id-clash', ids: [c?.id] });
      expect((await store().readStream(stream)).events).toHaveLength(3);
    });

    it('stores once what many callers append at once', async () => {
      const stream = freshStream();
      const events = sampleEvents(2);
      const answers = await Promise.all(Array.from({ length: 20 }, () => store().append(stream, events, 'any')));
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      expect((await store().readStream(stream)).events).toHaveLength(2);
    });
  });

  if (!idsAcrossStreams) return;
  describe('append of ids of other streams', () => {
    it('refuses ids that lie in another stream', async () => {
      const [here, there] = [freshStream(), freshStream()];
      const events = sampleEvents(2);
      await store().append(there, events, 'any');
      for (const expected of ['any', 'no-stream'] as const)
        await expect(store().append(here, events, expected)).rejects.toMatchObject({ ids: events.map(({ id }) => id) });
      expect(await store().versions([here])).toEqual(new Map());
    });

    it('gives an id to one of two streams that claim it at once', async () => {
      for (let round = 0; round < 10; round++) {
        const streams = [freshStream(), freshStream(), freshStream()];
        const [a, b] = sampleEvents(2) as [never, never];
        const events = [[a, b], [b, a], [a]];
        const claims = streams.map((stream, index) => store().append(stream, events[index] ?? [], 'any'));
        const outcomes = await Promise.allSettled(claims);
        const won = outcomes.filter(({ status }) => status === 'fulfilled');
        expect(won.length).toBeGreaterThanOrEqual(1);
        const lengths = await Promise.all(
          streams.map(async (stream) => (await store().readStream(stream)).events.length),
        );
        expect(lengths.filter((length) => length > 0)).toHaveLength(won.length);
        for (const outcome of outcomes)
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(EventIdClash);
      }
    });
  });
};
