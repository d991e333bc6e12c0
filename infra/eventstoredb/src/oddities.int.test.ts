import { binaryEvent, EventStoreDBClient, WrongExpectedVersionError } from '@eventstore/db-client';
import {
  eventStoreDbEventStore,
  startOfStore,
  type EventStore,
  type EventStoreDbOptions,
} from '@touchstone/event-store';
import { eventually } from '@touchstone/testing';
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
const plainEvent = (id: string, text: string) => binaryEvent({ id, type: 'plain', data: Buffer.from(text) });

describe('an append whose answer is lost', () => {
  it('is tried again with the same ids, and is there once', async () => {
    const [stream, events] = [freshStream(), samples(3)];
    server.faults.loseAnswers = 2;
    expect(await store.append(stream, events, 'no-stream')).toMatchObject({ version: 2 });
    expect(server.faults.loseAnswers).toBe(0);
    expect(await idsIn(stream)).toEqual(idsOf(events));
  });

  it('throws StoreUnavailable in the end, and is known when the caller sends it again', async () => {
    const [stream, events] = [freshStream(), samples(2)];
    const impatient = await open({ tries: 2 });
    server.faults.loseAnswers = 2;
    await expect(impatient.append(stream, events, 'no-stream')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    const [result] = await impatient.appendMany([{ stream, events, expected: 'no-stream' }]);
    expect(result).toMatchObject({ status: 'duplicate', version: 1 });
    expect(await idsIn(stream)).toEqual(idsOf(events));
  });

  it('counts as lost when no answer comes at all', async () => {
    const [stream, events] = [freshStream(), samples(1)];
    const hurried = await open({ deadlineMs: 300 });
    server.faults.hangAppends = 1;
    expect(await hurried.append(stream, events, 'any')).toMatchObject({ version: 0 });
    expect(await idsIn(stream)).toEqual(idsOf(events));
  });

  it('waits for a slow server', async () => {
    server.faults.slowMs = 400;
    expect(await store.append(freshStream(), samples(1), 'any')).toMatchObject({ version: 0 });
    expect(server.appends).toBe(1);
  });

  it('goes to the leader that a follower names', async () => {
    const stream = freshStream();
    server.faults.notLeader = 1;
    expect(await store.append(stream, samples(1), 'any')).toMatchObject({ version: 0 });
    expect((await store.readStream(stream)).events).toHaveLength(1);
  });
});

describe('a server that was started again', () => {
  const plain = () => EventStoreDBClient.connectionString(server.url);

  it('has forgotten recent ids: with "any" a plain client stores an event twice, and this store does not', async () => {
    const [theirs, ours, events, id] = [freshStream(), freshStream(), samples(1), v4()];
    const credentials = { username: 'a', password: 'b' };
    const client = plain();
    await client.appendToStream(theirs, plainEvent(id, 'x'), { credentials });
    await client.appendToStream(theirs, plainEvent(id, 'x'), { credentials });
    await client.dispose();
    await store.append(ours, events, 'any');
    expect(server.log.stream(theirs)).toHaveLength(1);
    await server.restart();
    const again = plain();
    await again.appendToStream(theirs, plainEvent(id, 'x'), { credentials });
    await again.dispose();
    expect(server.log.stream(theirs)).toHaveLength(2);
    const cold = await open();
    expect(await cold.append(ours, events, 'any')).toMatchObject({ version: 0 });
    expect(server.log.stream(ours)).toHaveLength(1);
  });

  it('compares no payloads: what it takes for known, this store has read', async () => {
    const [stream, id] = [freshStream(), v4()];
    const client = plain();
    const call = { expectedRevision: 'no_stream' as const, credentials: { username: 'a', password: 'b' } };
    await client.appendToStream(stream, plainEvent(id, 'first'), call);
    const other = await client.appendToStream(stream, plainEvent(id, 'second'), call);
    await client.dispose();
    expect(other.success).toBe(true);
    const mine = freshStream();
    const [event] = samples(1);
    await store.append(mine, [event as never], 'no-stream');
    const changed = { ...(event as NonNullable<typeof event>), data: '{"other":true}' };
    const [result] = await store.appendMany([{ stream: mine, events: [changed], expected: 'no-stream' }]);
    expect(result).toMatchObject({ status: 'duplicate', version: 0 });
    expect((await store.readStream(mine)).events[0]?.data).toBe(event?.data);
  });

  it('takes what it knows in part for a wrong version, and this store names the ids', async () => {
    const [stream, ids] = [freshStream(), [v4(), v4()] as const];
    const client = plain();
    const call = { expectedRevision: 'no_stream' as const, credentials: { username: 'a', password: 'b' } };
    await client.appendToStream(stream, plainEvent(ids[0], 'one'), call);
    const both = ids.map((id) => plainEvent(id, 'one'));
    await expect(client.appendToStream(stream, both, call)).rejects.toThrow(WrongExpectedVersionError);
    await client.dispose();
    const [mine, [first, second]] = [freshStream(), samples(2)];
    await store.append(mine, [first as never], 'no-stream');
    const [result] = await store.appendMany([
      { stream: mine, events: [first as never, second as never], expected: 'no-stream' },
    ]);
    expect(result).toEqual({ status: 'id-clash', ids: [first?.id] });
  });

  it('is followed on, missing and repeating nothing', async () => {
    const stream = freshStream();
    const seen: string[] = [];
    const ended = new AbortController();
    const following = (async () => {
      for await (const page of store.follow({ after: startOfStore, signal: ended.signal }))
        seen.push(...idsOf(page.events));
    })();
    const sent: string[] = [];
    for (let round = 0; round < 4; round++) {
      const events = samples(30);
      sent.push(...idsOf(events));
      await store.append(stream, events, 'any');
      await eventually(
        'some of the round',
        async () => seen.length,
        (count) => count > round * 30,
      );
      if (round === 1) Object.assign(server.faults, { breakReadsAfter: 5, breakReads: 2 });
      if (round < 3) await server.restart(100);
    }
    await eventually(
      'everything',
      async () => seen.length,
      (count) => count >= sent.length,
    );
    ended.abort();
    await following;
    expect(seen).toEqual(sent);
  });
});

describe('a subscription', () => {
  it('is made again for ever: after a drop, after each outage, however long nobody answers', async () => {
    const [patient, stream, seen, ended] = [
      await open({ tries: 1 }),
      freshStream(),
      [] as string[],
      new AbortController(),
    ];
    const following = (async () => {
      for await (const page of patient.follow({ after: startOfStore, signal: ended.signal }))
        seen.push(...idsOf(page.events));
    })();
    const madeAgain = (before: number) =>
      eventually(
        'a new subscription',
        async () => server.subscriptions,
        (count) => count > before,
        { timeoutMs: 30_000 },
      );
    await madeAgain(0);
    const sent: string[] = [];
    for (const disturb of [
      () => server.dropSubscriptions(),
      () => server.restart(700),
      () => server.restart(1_500),
      () => server.dropSubscriptions(),
    ]) {
      const before = server.subscriptions;
      await disturb();
      await madeAgain(before);
      const events = samples(3);
      sent.push(...idsOf(events));
      await store.append(stream, events, 'any');
    }
    await eventually(
      'everything',
      async () => seen.length,
      (count) => count >= sent.length,
    );
    ended.abort();
    await following;
    expect(seen).toEqual(sent);
  }, 60_000);
});

describe('this store', () => {
  it('never uses the batch append of the client', async () => {
    await store.appendMany(
      samples(20).map((event) => ({ stream: freshStream(), events: [event], expected: 'any' as const })),
    );
    expect({ batches: server.batches, appends: server.appends }).toEqual({ batches: 0, appends: 20 });
  });

  it('shares a stream with other processes: every event once, in the order of each', async () => {
    const [stream, others] = [freshStream(), await Promise.all([open(), open()])];
    const sent = [store, ...others].map((writer) => ({ writer, events: samples(15) }));
    await Promise.all(
      sent.map(({ writer, events }) => Promise.all(events.map((event) => writer.append(stream, [event], 'any')))),
    );
    const there = await idsIn(stream);
    expect(there).toHaveLength(45);
    for (const { events } of sent) expect(there.filter((id) => idsOf(events).includes(id))).toEqual(idsOf(events));
  });

  it("gives neither the server's own events nor its samples of the watermark away", async () => {
    const events = samples(2);
    await store.append(freshStream(), events, 'any');
    await eventually(
      'a sample',
      async () => server.log.stream('touchstone_watermarks').length,
      (length) => length > 0,
    );
    const page = await store.readAll({ after: startOfStore });
    expect(idsOf(page.events)).toEqual(idsOf(events));
    expect({ caughtUp: page.caughtUp, first: server.log.events[0]?.stream }).toEqual({
      caughtUp: true,
      first: '$settings',
    });
  });

  it('says so when the server is too old to tell where the events of a stream lie', async () => {
    const stream = freshStream();
    await store.append(stream, samples(1), 'any');
    server.faults.hidePositions = true;
    await expect(store.readStream(stream)).rejects.toThrow('use EventStoreDB 22.6 or later');
  });
});
