/* eslint-disable max-lines-per-function -- a describe block is a list of cases, as in a test file */
import { EventIdClash, InvalidAppend, VersionConflict } from '../errors';
import type { ExpectedVersion } from '../port';
import type { Cases } from './open-store';
import { freshId, freshStream, sampleEvent, sampleEvents } from './sample-events';

export const appendCases: Cases = (store) => {
  describe('append', () => {
    it.each<[ExpectedVersion, number, number | 'no-stream' | undefined]>([
      ['no-stream', 0, undefined],
      ['no-stream', 2, 1],
      ['stream-exists', 0, 'no-stream'],
      ['stream-exists', 2, undefined],
      ['any', 0, undefined],
      ['any', 2, undefined],
      [1, 2, undefined],
      [0, 2, 1],
      [2, 2, 1],
      [0, 0, 'no-stream'],
    ])('with expected %s on a stream of %i events: conflict %s', async (expected, length, actual) => {
      const stream = freshStream();
      if (length > 0) await store().append(stream, sampleEvents(length), 'no-stream');
      const appended = store().append(stream, [sampleEvent()], expected);
      if (actual === undefined) expect(await appended).toMatchObject({ version: length });
      else await expect(appended).rejects.toMatchObject({ name: 'VersionConflict', stream, expected, actual });
      expect((await store().readStream(stream)).events).toHaveLength(actual === undefined ? length + 1 : length);
    });

    it('appends all events of a call, in order, or none', async () => {
      const stream = freshStream();
      const events = sampleEvents(1_000);
      expect(await store().append(stream, events, 'no-stream')).toMatchObject({ version: 999 });
      await expect(store().append(stream, sampleEvents(1_000), 5)).rejects.toThrow(VersionConflict);
      const slice = await store().readStream(stream);
      expect(slice.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect(slice.events.map(({ version }) => version)).toEqual(events.map((_, index) => index));
    });

    it('keeps every field, whatever characters it holds', async () => {
      const stream = `${freshStream()}'; DROP TABLE events; -- "{}\\,NULL`;
      const text = `\ud800 lone, \u0000 zero, "quotes", \\, {braces}, $1, NULL, \u{1f600}, ', é`;
      const metadata = {
        source: `sample ${text}`,
        time: '2026-01-02T03:04:05.678Z',
        receivedAt: '2026-01-02T03:04:06.000Z',
        participants: ['subject:email:00000000000000000000000000000001'],
        digest: 'aa',
        origin: { id: freshId(), source: 'elsewhere', stream: 's-1', position: '7' },
        traceparent: '00-1-2-01',
        imported: true as const,
      };
      const event = {
        ...sampleEvent({ text, [text]: [1.5, -0, null, { a: [] }] }),
        type: `it's "{odd},\\ NULL`,
        schemaVersion: 32_767,
        metadata,
      };
      const before = Date.now();
      await store().append(stream, [event], 'no-stream');
      const [recorded] = (await store().readStream(stream)).events;
      expect(recorded).toMatchObject({ ...event, stream, version: 0 });
      expect(recorded?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(recorded?.recordedAt ?? '') - before)).toBeLessThan(60_000);
    });

    it('keeps data of 256 KiB byte for byte, also when it is no tidy JSON', async () => {
      const stream = freshStream();
      const data = `{ "b":1,  "a" : 1.0, "a":2, "text": "${'é"'.replace('"', '\\"').repeat(65_536)}" }`;
      await store().append(stream, [{ ...sampleEvent(), data }, sampleEvent()], 'any');
      expect((await store().readStream(stream)).events[0]?.data).toBe(data);
    });

    it.each([
      ['an empty stream name', '', [sampleEvent()], 'any', 'stream name'],
      ['a stream name with NUL', 'a\0-1', [sampleEvent()], 'any', 'stream name'],
      ['a stream name with half a character', 'a\ud800-1', [sampleEvent()], 'any', 'stream name'],
      ['a stream name that is too long', 'a'.repeat(256), [sampleEvent()], 'any', 'stream name'],
      ['no events', 'a-1', [], 'any', '1 to 1000 events, not 0'],
      ['too many events', 'a-1', sampleEvents(1_001), 'any', '1 to 1000 events, not 1001'],
      ['an id that is no UUID', 'a-1', [sampleEvent({}, 'x')], 'any', 'its id'],
      ['an id in capitals', 'a-1', [sampleEvent({}, freshId().toUpperCase())], 'any', 'its id'],
      ['data with NUL', 'a-1', [{ ...sampleEvent(), data: '"\0"' }], 'any', 'its data'],
      ['data with half a character', 'a-1', [{ ...sampleEvent(), data: '"\udc00"' }], 'any', 'its data'],
      ['an empty type', 'a-1', [{ ...sampleEvent(), type: '' }], 'any', 'its type'],
      ['a broken schema version', 'a-1', [{ ...sampleEvent(), schemaVersion: 1.5 }], 'any', 'its schema version'],
      ['a negative version', 'a-1', [sampleEvent()], -1, 'expected version'],
      ['a broken version', 'a-1', [sampleEvent()], 0.5, 'expected version'],
    ] as const)('refuses %s with a sentence', async (_, stream, events, expected, sentence) => {
      const other = freshStream();
      const refused = store().append(stream, events, expected);
      await expect(refused).rejects.toThrow(InvalidAppend);
      await expect(refused).rejects.toThrow(sentence);
      const many = store().appendMany([
        { stream: other, events: [sampleEvent()], expected: 'any' },
        { stream, events, expected },
      ]);
      await expect(many).rejects.toThrow(InvalidAppend);
      expect(await store().readStream(other)).toEqual({ events: [], version: 'no-stream' });
    });

    it('refuses an id twice in one call', async () => {
      const stream = freshStream();
      const twice = sampleEvent();
      await expect(store().append(stream, [twice, sampleEvent(), twice], 'any')).rejects.toMatchObject({
        ids: [twice.id],
      });
      await expect(store().append(stream, [twice, twice], 'any')).rejects.toThrow(EventIdClash);
      expect(await store().versions([stream])).toEqual(new Map());
    });

    it('lets one of many concurrent writers at the same version win, and tells the others the true version', async () => {
      const stream = freshStream();
      const writers = Array.from({ length: 50 }, () => store().append(stream, sampleEvents(3), 'no-stream'));
      const outcomes = await Promise.allSettled(writers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'VersionConflict', actual: 2 });
      expect((await store().readStream(stream)).events).toHaveLength(3);
    });

    it('takes thousands of appends at once, and keeps the order of calls within a stream', async () => {
      const streams = Array.from({ length: 20 }, freshStream);
      const events = sampleEvents(2_000);
      await Promise.all(events.map((event, index) => store().append(streams[index % 20] as string, [event], 'any')));
      for (const [offset, stream] of streams.entries()) {
        const ids = (await store().readStream(stream)).events.map(({ id }) => id);
        expect(ids).toEqual(events.filter((_, index) => index % 20 === offset).map(({ id }) => id));
      }
    });
  });
};
