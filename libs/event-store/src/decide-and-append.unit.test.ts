import type { EventCodec, PlainEvent } from '@touchstone/contracts';
import { v7 } from 'uuid';
import { freshStream, sampleEvent } from './contract/sample-events';
import { decideAndAppend } from './decide-and-append';
import { VersionConflict } from './errors';
import { modelEventStore } from './model/model-event-store';
import type { EventStore } from './port';
import { readState, type Fold } from './read-state';

/** Stands for sealing: what lies in the store is not what decisions see. */
const codec: EventCodec = {
  seal: async (events) =>
    events.map(({ erased: _, ...event }) => ({ ...event, data: `sealed ${JSON.stringify(event.data)}` })),
  open: async (events) => events.map((event) => ({ ...event, data: JSON.parse(event.data.slice('sealed '.length)) })),
};
const counted: Fold<number> = { initial: 0, evolve: (sum, { data }) => sum + Number(data['by']) };
const raised = (by: number): PlainEvent => ({ ...sampleEvent(), id: v7(), data: { by } });

describe('decideAndAppend', () => {
  it('decides on the opened events of the stream and appends the result sealed', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    await decideAndAppend(store, codec, stream, counted, () => [raised(2), raised(3)]);
    const decided = await decideAndAppend(store, codec, stream, counted, (sum, version) => [
      raised(sum * 10 + Number(version)),
    ]);
    expect(decided).toMatchObject({
      before: 5,
      version: 2,
      events: [{ data: { by: 51 } }],
      position: expect.any(String),
    });
    expect((await store.readStream(stream)).events.at(-1)?.data).toBe('sealed {"by":51}');
    expect(await readState(store, codec, stream, counted)).toEqual({ state: 56, version: 2 });
  });

  it('appends nothing for a decision without events', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    const decided = await decideAndAppend(store, codec, stream, counted, () => []);
    expect(decided).toEqual({ before: 0, events: [], version: 'no-stream' });
    expect(await store.versions([stream])).toEqual(new Map());
  });

  it('decides again on what others appended meanwhile, folding each event once', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    const raise = () => decideAndAppend(store, codec, stream, counted, (sum) => [raised(sum < 4 ? 1 : 0)]);
    await Promise.all(Array.from({ length: 6 }, raise));
    const { state, version } = await readState(store, codec, stream, counted);
    expect({ state, version }).toEqual({ state: 4, version: 5 });
  });

  it('gives up with the conflict when the stream never stands still', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    let tried = 0;
    const restless: EventStore = {
      ...store,
      append: async (name, events, expected) => {
        tried++;
        await store.append(name, [{ ...sampleEvent(), data: 'sealed {"by":0}' }], 'any');
        return store.append(name, events, expected);
      },
    };
    const decided = decideAndAppend(restless, codec, stream, counted, () => [raised(1)]);
    await expect(decided).rejects.toThrow(VersionConflict);
    expect(tried).toBe(8);
    expect((await readState(store, codec, stream, counted)).state).toBe(0);
  });

  it('passes on what the decision throws, and appends nothing', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    const refusal = () => {
      throw new RangeError('not now');
    };
    await expect(decideAndAppend(store, codec, stream, counted, refusal)).rejects.toThrow('not now');
    expect(await store.head()).toBe('');
  });

  it('reads streams longer than a page', async () => {
    const [store, stream] = [modelEventStore(), freshStream()];
    for (let part = 0; part < 3; part++)
      await store.append(stream, await codec.seal(Array.from({ length: 800 }, () => raised(1))), 'any');
    expect(await readState(store, codec, stream, counted)).toEqual({ state: 2_400, version: 2_399 });
  });
});
