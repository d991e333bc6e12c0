import type { Cases } from './open-store';
import { freshStream, sampleEvents } from './sample-events';

export const streamCases: Cases = (store) => {
  describe('reading streams', () => {
    it('answers a stream that does not exist with no events', async () => {
      expect(await store().readStream(freshStream())).toEqual({ events: [], version: 'no-stream' });
      expect(await store().readStream(freshStream(), { from: 3, limit: 1 })).toEqual({
        events: [],
        version: 'no-stream',
      });
    });

    it.each([
      [0, undefined, [0, 1, 2, 3, 4]],
      [2, undefined, [2, 3, 4]],
      [1, 2, [1, 2]],
      [4, 10, [4]],
      [5, 10, []],
      [0, 0, []],
    ])('from %s, at most %s: versions %j, and always the version of the last event', async (from, limit, versions) => {
      const stream = freshStream();
      await store().append(stream, sampleEvents(5), 'no-stream');
      const slice = await store().readStream(stream, { from, ...(limit !== undefined && { limit }) });
      expect(slice.events.map(({ version }) => version)).toEqual(versions);
      expect(slice.version).toBe(4);
    });

    it('tells names apart that differ little', async () => {
      const stream = freshStream();
      const names = [
        stream,
        `${stream} `,
        stream.toUpperCase(),
        `${stream}-`,
        `${stream}%`,
        `${stream}é`,
        `${stream}e\u0301`,
      ];
      await store().appendMany(
        names.map((name, index) => ({ stream: name, events: sampleEvents(index + 1), expected: 'no-stream' })),
      );
      const versions = await store().versions([...names, freshStream(), stream]);
      expect(versions).toEqual(new Map(names.map((name, index) => [name, index])));
      expect(await store().versions([])).toEqual(new Map());
    });

    it('reads what it acknowledged, at once', async () => {
      const stream = freshStream();
      for (let version = 0; version < 20; version++) {
        await store().append(stream, sampleEvents(1), 'any');
        expect((await store().readStream(stream)).version).toBe(version);
      }
    });
  });
};
