import type { Cases } from './open-store';
import { freshStream, sampleEvent, sampleEvents } from './sample-events';

export const appendManyCases: Cases = (store, { idsAcrossStreams }) => {
  describe('appendMany', () => {
    it('answers nothing with nothing', async () => {
      expect(await store().appendMany([])).toEqual([]);
    });

    it('gives each append its own result, in the order of the appends', async () => {
      const [existing, known] = [freshStream(), sampleEvent()];
      await store().append(existing, [known, ...sampleEvents(2)], 'no-stream');
      const results = await store().appendMany([
        { stream: existing, events: sampleEvents(1), expected: 7 },
        { stream: freshStream(), events: sampleEvents(2), expected: 'no-stream' },
        { stream: freshStream(), events: sampleEvents(2), expected: 0 },
        { stream: idsAcrossStreams ? freshStream() : existing, events: [sampleEvent(), known], expected: 'any' },
        { stream: existing, events: [known], expected: 'any' },
        { stream: existing, events: sampleEvents(1), expected: 2 },
      ]);
      expect(results).toEqual([
        { status: 'conflict', actual: 2 },
        { status: 'appended', version: 1, position: expect.any(String) },
        { status: 'conflict', actual: 'no-stream' },
        { status: 'id-clash', ids: [known.id] },
        { status: 'duplicate', version: 0, position: expect.any(String) },
        { status: 'appended', version: 3, position: expect.any(String) },
      ]);
    });

    it('runs appends to one stream one after the other, in their order', async () => {
      const stream = freshStream();
      const events = sampleEvents(5);
      const appends = events.map((event, index) => ({
        stream,
        events: [event],
        expected: index === 0 ? ('no-stream' as const) : index - 1,
      }));
      const results = await store().appendMany(appends);
      expect(results.map(({ status }) => status)).toEqual(events.map(() => 'appended'));
      expect((await store().readStream(stream)).events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('knows every event of a batch again whose answer was lost, and appends the rest', async () => {
      const appends = Array.from({ length: 300 }, (_, index) => ({
        stream: freshStream(),
        events: sampleEvents(1 + (index % 3)),
        expected: 'no-stream' as const,
      }));
      const first = await store().appendMany(appends.slice(0, 200));
      const again = await store().appendMany(appends);
      expect(again.slice(0, 200)).toEqual(first.map((result) => ({ ...result, status: 'duplicate' })));
      expect(new Set(again.slice(200).map(({ status }) => status))).toEqual(new Set(['appended']));
    });
  });
};
