import { BusSaturated, BusUnavailable, type EventBus } from '@touchstone/event-bus';
import { eventIdOf } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openHarness, type Harness } from '../gateway-harness';

const track = { type: 'track', userId: 'u-1', event: 'Seen', messageId: 'm-1' };
let databases: TestDatabase[];
let gateway: Harness | undefined;
beforeEach(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  await Promise.all(databases.map((database) => database.drop()));
});
const started = async (config = {}) => (gateway = await openHarness(databases[0]!.url, databases[1]!.url, config));

const failing = (error: Error) =>
  ({ publish: () => Promise.reject(error), close: () => Promise.resolve() }) as unknown as EventBus;

it.each([
  ['is full', new BusSaturated(20_000, 1), 429, 'saturated'],
  ['cannot be reached', new BusUnavailable(new Error('ECONNREFUSED')), 503, 'unavailable'],
])('asks to come again when the bus %s', async (_, error, status, reason) => {
  const { send, metric } = await started({ bus: failing(error) });
  const answer = await send('/v1/batch', { body: { batch: [track] }, headers: { origin: 'https://shop.example' } });
  expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status } });
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
  const headers = { 'content-type': 'application/cloudevents+json', origin: 'https://shop.example' };
  const event = { specversion: '1.0', id: '1', source: '/s', type: 't', subject: 'user_id:u-1' };
  const asCloudEvent = await send('/events', { body: event, headers });
  expect(asCloudEvent).toMatchObject({ status, body: { status } });
  expect(asCloudEvent.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(await metric('touchstone_ingest_refused_total')).toContain(`reason="${reason}"`);
  expect(await metric('touchstone_ingest_accepted_total')).not.toMatch(/ [1-9]/);
});

it('asks to come again when too much is in hand already', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let calls = 0;
  const publish = () => {
    calls += 1;
    return held.then(() => ({ 'touchpoints/0': [0, 0] }));
  };
  const bus = { publish, close: async () => {} };
  const { send } = await started({ bus: bus as unknown as EventBus, limits: { bytes: 1_000, requests: 10 } });
  const first = send('/v1/batch', { body: { batch: [track], padding: 'y'.repeat(900) } });
  await eventually(
    'the first is in hand',
    () => calls,
    (seen) => seen === 1,
  );
  expect(await send('/v1/batch', { body: { batch: [track], padding: 'y'.repeat(900) } })).toMatchObject({
    status: 429,
  });
  release();
  expect(await first).toMatchObject({ status: 200 });
  expect(await send('/v1/batch', { body: { batch: [track] } })).toMatchObject({ status: 200 });
});

it('never says 200 when the database goes away between, and takes the same batch afterwards', async () => {
  const { send, pool } = await started();
  expect(await send('/v1/batch', { body: { batch: [track] } })).toMatchObject({ status: 200 });
  // The database refuses every write from now on, as a full disk or a standby would, and cuts what is open.
  const name = new URL(databases[0]!.url).pathname.slice(1);
  await pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await databases[1]!.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  const rejectedToo = { batch: [{ ...track, messageId: 'm-2' }, { type: 'nothing' }] };
  const answers = [
    await send('/v1/batch', { body: rejectedToo }),
    await send('/v1/batch', { body: { batch: [{ ...track, messageId: 'm-3' }] } }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  const stored = 'SELECT count(*)::int AS rejections FROM access.rejections';
  expect((await databases[0]!.pool.query(stored)).rows).toEqual([{ rejections: 0 }]);
  await databases[1]!.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = off`);
  await databases[1]!.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  expect(await send('/v1/batch', { body: rejectedToo })).toMatchObject({ status: 200, body: { accepted: 1 } });
});

it('has every event that it acknowledged on the bus, however often its connections are cut', async () => {
  const { send, delivered } = await started();
  const name = new URL(databases[0]!.url).pathname.slice(1);
  const acknowledged: string[] = [];
  let cutting = true;
  const cut = async () => {
    while (cutting) {
      await databases[1]!.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        name,
      ]);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  };
  const refused: number[] = [];
  const isEnough = () => acknowledged.length >= 20 && refused.length >= 5;
  const emit = async (emitter: number) => {
    for (let n = 0; !isEnough(); n++) {
      const userId = `u-${emitter}-${n}`;
      const { status } = await send('/v1/batch', { body: { batch: [{ ...track, userId, messageId: userId }] } });
      if (status === 200) acknowledged.push(userId);
      else refused.push(status);
    }
  };
  const cuts = cut();
  await Promise.all(Array.from({ length: 4 }, (_, emitter) => emit(emitter)));
  cutting = false;
  await cuts;
  const last = await eventually(
    'taken again',
    () => send('/v1/batch', { body: { batch: [track] } }),
    ({ status }) => status === 200,
  );
  expect(last.body.accepted).toBe(1);
  expect(new Set(refused)).toEqual(new Set([503]));
  const sourceId = (await databases[0]!.pool.query<{ id: string }>('SELECT id FROM access.sources')).rows[0]!.id;
  const onBus = () => new Set(delivered().map(({ event }) => event.id));
  const all = acknowledged.map((messageId) => eventIdOf(sourceId, messageId));
  await eventually('all acknowledged events', onBus, (ids) => all.every((id) => ids.has(id)));
});
