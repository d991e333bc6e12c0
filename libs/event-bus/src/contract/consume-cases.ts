import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BusMessage, ConsumerStatus } from '../port';
import type { Cases } from './cases';
import { byKey, firstSeen, keyIn, message, numbered, sampleEvent, series, upTo } from './sample-messages';
import { waitUntil } from './wait-until';

setFlagsFromString('--expose-gc');
const heapUsed = (): number => {
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
};
const nothing = async () => [];
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, one) => total + one, 0);

export const consumeCases: Cases = {
  'gives every group every message unchanged, in order per key, in chunks of at most maxChunk over several partitions':
    async ({ bus, topic }) => {
      const keys = upTo(6).map((partition) => keyIn(partition * 4));
      const sent = series(topic, keys, 40);
      await bus.publish(sent);
      const heads = await bus.heads(topic);
      for (const group of ['all-1', 'all-2']) {
        const chunks: (readonly BusMessage[])[] = [];
        const handle = async (chunk: readonly BusMessage[]) => (chunks.push(chunk), []);
        const consumer = await bus.consume({ group, topics: [topic], handle, maxChunk: 50 });
        await waitUntil(
          'the group is level',
          () => bus.lag(group),
          (lags) => lags.every(({ head, next }) => head === next),
        );
        await consumer.drain();
        const seen = chunks.flat();
        expect(seen).toHaveLength(sum(heads.values()));
        expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(50);
        expect(chunks.some((chunk) => new Set(chunk.map(({ partition }) => partition)).size > 1)).toBe(true);
        const events = new Map(seen.map((one) => [one.event.id, one.event]));
        for (const { event } of sent) expect(events.get(event.id)).toEqual(event);
        for (const key of keys) expect(byKey(numbered(seen))[key]).toEqual(upTo(40));
      }
    },

  'goes on behind what was committed: a drained group is given nothing again': async ({ bus, topic }) => {
    const consumer = await bus.consume({ group: 'again', topics: [topic], handle: nothing });
    await waitUntil(
      'level',
      () => bus.lag('again'),
      (lags) => lags.length > 0 && lags.every(({ head, next }) => head === next),
    );
    await consumer.drain();
    const heads = await bus.heads(topic);
    expect(await bus.progress('again', [...heads.keys()])).toEqual(heads);
    const key = keyIn(7);
    const seen: BusMessage[] = [];
    const next = await bus.consume({
      group: 'again',
      topics: [topic],
      handle: async (chunk) => (seen.push(...chunk), []),
    });
    await bus.publish(series(topic, [key], 5));
    await waitUntil(
      'the new ones',
      () => seen.length,
      (count) => count >= 5,
    );
    await next.drain();
    expect(numbered(seen)).toEqual(upTo(5).map((n) => ({ key, n })));
  },

  'repeats the same chunk in place while the handler throws: with pauses, without spinning, in order': async ({
    bus,
    topic,
  }) => {
    const group = 'trouble';
    const status: ConsumerStatus[] = [];
    const handed: string[] = [];
    const seen: BusMessage[] = [];
    let broken = true;
    const handle = async (chunk: readonly BusMessage[]) => {
      handed.push(chunk.map(({ event }) => event.id).join());
      if (broken) throw new RangeError('someone@example.org is not reachable');
      seen.push(...chunk);
      return [];
    };
    const consumer = await bus.consume({ group, topics: [topic], handle, onStatus: (one) => status.push(one) });
    await waitUntil(
      'three attempts',
      () => handed.length,
      (count) => count >= 3,
    );
    for (const _ of upTo(20)) await bus.publish([message(topic, keyIn(1), 0)]); // news must not cut the pauses short
    expect(handed.length).toBeLessThan(8);
    expect(new Set(handed).size).toBe(1);
    expect(JSON.stringify(status)).not.toContain('example.org');
    expect(status).toContainEqual({ kind: 'paused', error: 'RangeError', retryInMs: expect.any(Number) });
    broken = false;
    await waitUntil(
      'level',
      () => bus.lag(group),
      (lags) => lags.every(({ head, next }) => head === next),
    );
    expect(status.at(-1)).toEqual({ kind: 'resumed' });
    await consumer.drain();
    expect(seen).toHaveLength(sum((await bus.heads(topic)).values()));
    expect(seen).toEqual(
      expect.arrayContaining(firstSeen(numbered(seen)).map(({ key }) => expect.objectContaining({ key }))),
    );
  },

  "starts at the consumer's own truth where it keeps one": async ({ bus, topic }) => {
    const [of] = Object.entries(await bus.publish(series(topic, [keyIn(11)], 6)));
    const [name, [first]] = of as [string, readonly [number, number]];
    const seen: BusMessage[] = [];
    const asked: string[] = [];
    const heads = await bus.heads(topic);
    const resumeAt = async (names: readonly string[]) => {
      asked.push(...names);
      return new Map([...heads, [name, first + 2]]);
    };
    const handle = async (chunk: readonly BusMessage[]) => (seen.push(...chunk), []);
    const consumer = await bus.consume({ group: 'own-truth', topics: [topic], handle, resumeAt });
    await waitUntil(
      'the last',
      () => seen.length,
      (count) => count >= 4,
    );
    await consumer.drain();
    expect(new Set(asked)).toEqual(new Set(heads.keys()));
    expect(seen.map(({ offset }) => offset)).toEqual([first + 2, first + 3, first + 4, first + 5]);
  },

  'tells lag and progress: behind while a handler is slow, level with age 0 afterwards': async ({ bus, topic }) => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const handle = async () => (await gate, []);
    const consumer = await bus.consume({ group: 'slow', topics: [topic], handle });
    const behind = await bus.lag('slow');
    expect(behind).toHaveLength(24);
    expect(behind.some(({ head, next, ageMs }) => head > next && ageMs > 0)).toBe(true);
    go();
    await waitUntil(
      'level',
      () => bus.lag('slow'),
      (lags) => lags.every(({ head, next, ageMs }) => head === next && ageMs === 0),
    );
    await consumer.drain();
  },

  'drains: finishes and commits the chunk in hand, starts no other; beyond the deadline it aborts and rejects': async ({
    bus,
    topic,
  }) => {
    await bus.publish(series(topic, [keyIn(2)], 30));
    let started = 0;
    const first = { go: () => {} };
    const gate = new Promise<void>((resolve) => (first.go = resolve));
    const handle = async () => ((started += 1), await gate, []);
    const consumer = await bus.consume({ group: 'draining', topics: [topic], handle, maxChunk: 10 });
    await waitUntil(
      'a chunk is in hand',
      () => started,
      (count) => count === 1,
    );
    const drained = consumer.drain();
    first.go();
    await drained;
    expect(started).toBe(1);
    const progress = await bus.progress('draining', [...(await bus.heads(topic)).keys()]);
    expect(sum(progress.values())).toBe(10);

    let aborted = false;
    const hang = async (_: unknown, { signal }: { signal: AbortSignal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted = true;
      throw new Error('given up');
    };
    const hanging = await bus.consume({ group: 'draining', topics: [topic], handle: hang });
    await waitUntil(
      'holds partitions',
      () => bus.lag('draining'),
      (lags) => lags.length === 24,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(hanging.drain(100)).rejects.toThrow('was not drained within 100 ms');
    await waitUntil('the handler is told', () => aborted, Boolean);
    expect(await bus.progress('draining', [...progress.keys()])).toEqual(progress);
  },

  'does not grow with the backlog behind a slow handler': async ({ world, topic }) => {
    const own = await world.open({ chunkBytes: 1 << 20 });
    const large = (n: number) => ({
      topic,
      key: keyIn(n % 24),
      event: sampleEvent(n, { data: JSON.stringify('x'.repeat(64 << 10)) }),
    });
    for (const _ of upTo(10)) await own.publish(upTo(60).map(large)); // 38 MB
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    let most = 0;
    const handle = async (chunk: readonly BusMessage[]) => {
      most = Math.max(most, sum(chunk.map(({ event }) => event.data.length)));
      await gate;
      return [];
    };
    const before = heapUsed();
    const heads = await own.heads(topic);
    const consumer = await own.consume({ group: 'narrow', topics: [topic], handle, maxChunk: 1_000 });
    await waitUntil(
      'a chunk is in hand',
      () => most,
      (size) => size > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(heapUsed() - before).toBeLessThan(12 << 20);
    go();
    await waitUntil(
      'level',
      () => own.progress('narrow', [...heads.keys()]),
      (next) => sum(next.values()) === sum(heads.values()),
    );
    expect(most).toBeLessThan((1 << 20) + (128 << 10));
    await own.close();
    await consumer.drain();
  },
};
