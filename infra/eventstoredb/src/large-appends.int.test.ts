import { eventStoreDbEventStore, type EventStore, type EventStoreDbOptions } from '@touchstone/event-store';
import { v4 } from 'uuid';
import { freshStream, samples } from './sample-events';
import { startStandIn, type StandIn } from './stand-in/server';

let server: StandIn;
const opened: EventStore[] = [];
const open = async (options: Partial<EventStoreDbOptions> = {}): Promise<EventStore> => {
  const store = await eventStoreDbEventStore({ url: server.url, deadlineMs: 2_000, ...options });
  opened.push(store);
  return store;
};
let store: EventStore;
beforeEach(async () => {
  server = await startStandIn();
  store = await open();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await server.stop();
});

const idsIn = async (stream: string) => (await store.readStream(stream)).events.map(({ id }) => id);
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

describe('an append that is larger than one write', () => {
  const large = { maxWriteBytes: 100_000 };
  const events = () => samples(10, 30_000);
  const afterPart = (stream: string, part: number, act: (write: StandIn['log']['append']) => void): void => {
    const write = server.log.append.bind(server.log);
    let parts = 0;
    server.log.append = (...given) => {
      const outcome = write(...given);
      if (given[0] === stream && ++parts === part) act(write);
      return outcome;
    };
  };

  it('is written in parts, in order, and known whole when it comes again', async () => {
    const [cutting, stream, made] = [await open(large), freshStream(), events()];
    expect(await cutting.append(stream, made, 'no-stream')).toMatchObject({ version: 9 });
    expect(server.appends).toBe(4);
    expect(await idsIn(stream)).toEqual(idsOf(made));
    expect(await cutting.append(stream, made, 'no-stream')).toMatchObject({ version: 9 });
    expect(server.log.stream(stream)).toHaveLength(10);
  });

  it('stays begun when the server goes away in between, and is finished when it comes again', async () => {
    const [cutting, stream, made] = [await open({ ...large, tries: 1 }), freshStream(), events()];
    afterPart(stream, 1, () => (server.faults.refuseAppends = 1));
    await expect(cutting.append(stream, made, 'no-stream')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await idsIn(stream)).toEqual(idsOf(made).slice(0, 3));
    const cold = await open(large);
    expect(await cold.append(stream, made, 'no-stream')).toMatchObject({ version: 9 });
    expect(await idsIn(stream)).toEqual(idsOf(made));
  });

  it('cannot be finished behind an event of another writer, and says so', async () => {
    const [cutting, stream, made] = [await open({ ...large, tries: 1 }), freshStream(), events()];
    afterPart(stream, 1, (write) => {
      const [first] = server.log.stream(stream);
      if (first) write(stream, 'any', [{ ...first, id: v4(), metadata: Buffer.from('{"id":"x"}') }]);
    });
    const [result] = await cutting.appendMany([{ stream, events: made, expected: 'no-stream' }]);
    expect(result).toEqual({ status: 'id-clash', ids: idsOf(made).slice(0, 3) });
    expect(server.log.stream(stream)).toHaveLength(4);
  });

  it('is cut at 1 MiB unless told, and at less where the server says that it takes less', async () => {
    const [stream, made] = [freshStream(), samples(10, 300_000)];
    expect(await store.append(stream, made, 'no-stream')).toMatchObject({ version: 9 });
    expect(await idsIn(stream)).toEqual(idsOf(made));
    const small = await startStandIn(100_000);
    const there = await eventStoreDbEventStore({ url: small.url });
    try {
      expect(await there.append(stream, events(), 'no-stream')).toMatchObject({ version: 9 });
      expect(small.appends).toBe(1 + 4);
      await expect(there.append(freshStream(), samples(1, 100_001), 'any')).rejects.toMatchObject({
        name: 'InvalidAppend',
        message: expect.stringContaining('the server takes 100000'),
      });
    } finally {
      await there.close();
      await small.stop();
    }
  });

  it('is refused where one event alone is too large', async () => {
    const refused = (await open(large)).append(freshStream(), samples(1, 100_001), 'any');
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidAppend',
      message: expect.stringContaining('the server takes 100000'),
    });
    expect(server.appends).toBe(0);
  });
});
