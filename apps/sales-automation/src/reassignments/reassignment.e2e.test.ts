import { join } from 'node:path';
import { eventIdOf, opportunityOpened } from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { eventually, spawnService, testDatabase, type Service, type TestDatabase } from '@touchstone/testing';
import { makeKeys, secrets } from '../running-sales.test-data';

// Compiled by the build: only a process of its own can be killed.
const script = join(__dirname, '../../dist/main.js');
const leads = 299;
const stepSize = 50;
const diesAt = 75;
const deal = '0190f3c4-0000-7000-8000-000000000001';

interface Asked {
  readonly id: string;
  readonly status: string;
}

let log: TestDatabase;
let keys: TestDatabase;
let store: EventStore;
let service: Service;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  await makeKeys(log);
  store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
});
afterAll(async () => {
  await service?.kill('SIGKILL');
  await store.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const spawnSales = async (more: Record<string, string> = {}): Promise<void> => {
  service = await spawnService(script, {
    env: {
      LOG_DATABASE_URL: log.url,
      KEYS_DATABASE_URL: keys.url,
      PEPPER: secrets.pepper.toString('hex'),
      DIGEST_SECRET: secrets.digestSecret.toString('hex'),
      WRAPPING_KEY: secrets.wrappingKey.toString('hex'),
      ...{ PORT: '0', LEASE_MS: '1000', LOG_LEVEL: 'error', NODE_ENV: 'test' },
      ...more,
    },
    ready: /listens on/,
  });
};
const ask = async <Body>(who: string, path: string, body?: object): Promise<{ status: number; body: Body }> => {
  const url = /http:\S+/.exec(service.output())?.[0] as string;
  const answer = await fetch(`${url}/sales/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${who}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': path }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
};

/** A deal that ben has owned for years, beside the leads that he takes today. */
const openLongAgo = () => {
  const { type, schemaVersion, data } = opportunityOpened({
    ...{ opportunityId: deal, account: 'a-1', owner: 'ben', pipelineId: deal, pipelineVersion: 1, stage: 'new' },
    ...{ probability: '0.1', amount: { amount: '1', currency: 'EUR' }, expectedClose: '2030-06-30', products: [] },
    ...{ by: 'ben', openedAt: '2020-01-01T00:00:00.000Z' },
  });
  const metadata = { source: 'test', time: '2020-01-01T00:00:00.000Z', participants: [] };
  const event = { id: eventIdOf(deal, 'opened'), type, schemaVersion, data: JSON.stringify(data), metadata };
  return store.append(`opportunity-${deal}`, [event], 'no-stream');
};
const takeLeads = async (): Promise<string[]> => {
  const commands = Array.from({ length: leads }, (_, n) => ({
    path: 'leads',
    body: { channel: 'phone', person: { name: `Customer ${n}` } },
  }));
  const { body } = await ask<{ items: { body: { id: string } }[] }>('ben', 'bulk', { commands });
  return body.items.map((item) => item.body.id);
};
const eventsOf = async (stream: string) =>
  (await store.readStream(stream)).events.map(({ type, data, metadata }) => ({
    type,
    causationId: metadata.causationId,
    data: JSON.parse(data) as Record<string, unknown>,
  }));
/** To whom each record went by the reassignment, as often as it did, by the log alone. */
const movesOf = (streams: readonly string[], id: string) =>
  Promise.all(
    streams.map(async (stream) =>
      (await eventsOf(stream)).flatMap(({ causationId, data }) => (causationId === id ? [data['owner']] : [])),
    ),
  );
const ownedByCleo = async (streams: readonly string[]): Promise<number> => {
  const last = await Promise.all(streams.map(async (stream) => (await eventsOf(stream)).at(-1)));
  return last.filter((event) => event?.data['owner'] === 'cleo').length;
};

it('killed among the records of a step: the next process goes on, and each record has moved once', async () => {
  await spawnSales({ CRASH_AT: `reassignment.moved:${diesAt}` });
  await openLongAgo();
  const ids = await takeLeads();
  const streams = [`opportunity-${deal}`, ...ids.map((id) => `lead-${id}`)];
  const request = () => ask<Asked>('admin', 'reassignments', { from: 'ben', to: 'cleo' });
  // It dies soon after the answer, or before.
  await request().catch(() => {});
  expect((await service.exited).signal).toBe('SIGKILL');
  const moved = await ownedByCleo(streams);
  expect(moved).toBeGreaterThanOrEqual(diesAt);
  expect(moved).toBeLessThanOrEqual(2 * stepSize);

  await spawnSales();
  const { id } = (
    await eventually(
      'the request of the dead process is answered when it is repeated',
      request,
      ({ status }) => status === 202,
    )
  ).body;
  const { body } = await eventually(
    'the next process goes on to the end',
    () => ask<Asked>('admin', `reassignments/${id}`),
    ({ body: { status } }) => status === 'completed',
  );
  expect(body).toMatchObject({ total: leads + 1, done: leads + 1, moved: leads + 1, refused: [] });
  expect(await movesOf(streams, id)).toEqual(streams.map(() => ['cleo']));
  expect((await eventsOf(`reassignment-${id}`)).map(({ type, data }) => data['done'] ?? type)).toEqual([
    'sales.reassignment.requested',
    ...Array.from({ length: (leads + 1) / stepSize }, (_, step) => (step + 1) * stepSize),
    'sales.reassignment.completed',
  ]);

  const ownerOn = async (path: string) => (await ask<{ owner: string | null }>('admin', path)).body;
  expect(await ownerOn(`opportunities/${deal}/owner?on=2019-12-31`)).toMatchObject({ owner: null });
  expect(await ownerOn(`opportunities/${deal}/owner?on=2020-01-02`)).toMatchObject({ owner: 'ben' });
  expect(await ownerOn(`opportunities/${deal}/owner`)).toMatchObject({
    owner: 'cleo',
    owners: [{ owner: 'ben' }, { owner: 'cleo' }],
  });
  expect(await ownerOn(`leads/${ids.at(-1)}/owner`)).toMatchObject({
    owner: 'cleo',
    owners: [{ owner: 'ben' }, { owner: 'cleo' }],
  });
});
