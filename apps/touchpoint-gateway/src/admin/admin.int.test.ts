import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { forgetOldRejections } from '../access/forget-rejections.worker';
import { openHarness, type Harness } from '../gateway-harness';

let databases: TestDatabase[];
let gateway: Harness;
beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
  gateway = await openHarness(databases[0]!.url, databases[1]!.url);
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(databases.map((database) => database.drop()));
});

const track = { type: 'track', userId: 'u-1', event: 'Seen' };
const ingest = (key: string, body: unknown = track) => gateway.send('/v1/track', { body, key });
const keyOf = async (role: string): Promise<string> =>
  (await gateway.asAdmin('POST', '/admin/api-keys', { name: `${role} of the test`, role })).body.apiKey;
const as = (key: string, path: string) =>
  gateway.send(path, { method: 'GET', key: null, headers: { authorization: `Bearer ${key}` } });

describe('sources', () => {
  it('makes a source whose write key works at once and is stored only as a hash', async () => {
    const made = await gateway.asAdmin('POST', '/admin/sources', { name: 'shop' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'shop', writeKey: expect.stringMatching(/^tsw_[\w-]{43}$/) },
    });
    expect(await ingest(made.body.writeKey)).toMatchObject({ status: 200 });
    const { rows } = await gateway.pool.query('SELECT * FROM access.write_keys');
    expect(JSON.stringify(rows)).not.toContain(made.body.writeKey);
    expect((await gateway.asAdmin('GET', '/admin/sources')).body.items).toContainEqual(
      expect.objectContaining({ id: made.body.id, name: 'shop', revokedAt: null }),
    );
    expect(await gateway.asAdmin('POST', '/admin/sources', { name: 'shop' })).toMatchObject({ status: 409 });
  });

  it('rotates a key with an overlap, without one, and revokes the source', async () => {
    const { body } = await gateway.asAdmin('POST', '/admin/sources', { name: 'rotating', phoneRegion: 'DE' });
    const rotate = async (overlapSeconds?: number) =>
      (await gateway.asAdmin('POST', `/admin/sources/${body.id}/write-keys`, { overlapSeconds })).body
        .writeKey as string;
    const second = await rotate();
    expect((await ingest(body.writeKey)).status).toBe(200);
    expect((await ingest(second)).status).toBe(200);
    const third = await rotate(0);
    const { rows } = await gateway.pool.query(
      'SELECT count(*)::int AS living FROM access.write_keys WHERE source_id = $1 AND (expires_at IS NULL OR expires_at > now())',
      [body.id],
    );
    expect(rows).toEqual([{ living: 1 }]);
    expect(await gateway.asAdmin('POST', `/admin/sources/${body.id}/revoke`)).toMatchObject({ status: 204 });
    expect((await ingest(third)).status).toBe(401);
    expect(await gateway.asAdmin('POST', `/admin/sources/${body.id}/write-keys`, {})).toMatchObject({ status: 404 });
  });

  it.each([
    ['a name that is missing', 'POST', '/admin/sources', {}, 400],
    ['a field that it does not know', 'POST', '/admin/sources', { name: 'x', colour: 'red' }, 400],
    ['an id that is none', 'POST', '/admin/sources/x/revoke', undefined, 400],
    [
      'a source that is not there',
      'POST',
      '/admin/sources/00000000-0000-4000-8000-000000000000/revoke',
      undefined,
      404,
    ],
    ['a role that is none', 'POST', '/admin/api-keys', { name: 'x', role: 'king' }, 400],
    ['a cursor of its own making', 'GET', '/admin/rejections?cursor=x', undefined, 400],
  ])('refuses %s', async (_, method, path, body, status) => {
    const answer = await gateway.asAdmin(method, path, body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
  });
});

describe('API keys', () => {
  it('makes, lists and revokes them; only administrators may', async () => {
    const { body } = await gateway.asAdmin('POST', '/admin/api-keys', { name: 'Ann', role: 'analyst' });
    expect(body).toMatchObject({ name: 'Ann', role: 'analyst', apiKey: expect.stringMatching(/^tsa_[\w-]{43}$/) });
    expect(await as(body.apiKey, '/admin/sources')).toMatchObject({ status: 403 });
    expect(await as('guessed', '/admin/sources')).toMatchObject({ status: 401 });
    expect(await as(gateway.first.writeKey, '/admin/sources')).toMatchObject({ status: 401 });
    expect(await gateway.asAdmin('POST', `/admin/api-keys/${body.id}/revoke`)).toMatchObject({ status: 204 });
    const listed = (await gateway.asAdmin('GET', '/admin/api-keys')).body;
    expect(listed.items).toContainEqual(expect.objectContaining({ id: body.id, revokedAt: expect.any(String) }));
    expect(JSON.stringify(listed)).not.toContain(body.apiKey);
  });
});

describe('rejections', () => {
  const bad = { type: 'track', userId: 'planted-person', messageId: 'planted-id' };
  const list = (query = '') => gateway.asAdmin('GET', `/admin/rejections${query}`);

  it('shows code and time to an analyst, and the event to a steward', async () => {
    await ingest(gateway.first.writeKey, bad);
    const [analyst, steward] = [await keyOf('analyst'), await keyOf('steward')];
    const { body } = await as(analyst, '/admin/rejections?reason=missing-event-name');
    expect(body).toMatchObject({ items: [{ reason: 'missing-event-name', at: expect.any(String) }], next: null });
    expect(JSON.stringify(body)).not.toContain('planted');
    const path = `/admin/rejections/${body.items[0].id}/event`;
    expect(await as(analyst, path)).toMatchObject({ status: 403 });
    expect(await as(steward, path)).toMatchObject({
      status: 200,
      body: { messageId: 'planted-id', event: bad, detail: expect.stringContaining('event') },
    });
    const { rows } = await gateway.pool.query<{ box: Buffer }>('SELECT box FROM access.rejections');
    expect(rows.some(({ box }) => box.includes('planted'))).toBe(false);
  });

  it('pages through them without a gap', async () => {
    for (let n = 0; n < 5; n++) await ingest(gateway.first.writeKey, { ...bad, messageId: `page-${n}` });
    const all = (await list('?limit=200')).body.items as { id: string }[];
    const paged: { id: string }[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await list(`?limit=2${next && `&cursor=${next}`}`);
      paged.push(...body.items);
      next = body.next;
    }
    expect(paged).toEqual(all);
  });

  it('destroys them and their keys after 30 days', async () => {
    const before = (await list('?limit=200')).body.items as { id: string }[];
    expect(before.length).toBeGreaterThan(0);
    const rejections = gateway.rejections;
    expect(await forgetOldRejections(gateway.pool, rejections)).toBe(0);
    const living = 'SELECT count(*)::int AS keys FROM keys.keys WHERE wrapped IS NOT NULL';
    const [kept] = (await databases[1]!.pool.query(living)).rows;
    // The boxes are of today; their day is told 31 days older, as if that time had passed.
    await gateway.pool.query(
      'UPDATE access.rejections SET day = day - 31; UPDATE access.rejection_days SET day = day - 31',
    );
    expect(
      await forgetOldRejections(gateway.pool, {
        ...rejections,
        hash: (type, value) => rejections.hash(type, `${value.split('|')[0]}|${today()}`),
      }),
    ).toBe(1);
    expect((await list()).body.items).toEqual([]);
    expect((await databases[1]!.pool.query(living)).rows).toEqual([{ keys: kept.keys - 1 }]);
  });
});

const today = () => new Date().toISOString().slice(0, 10);

it('describes its addresses, and the events', async () => {
  const documents = ['openapi', 'asyncapi'].map((name) => fetch(`${gateway.url}/${name}.json`));
  const [openapi, asyncapi] = await Promise.all(documents.map(async (answer) => (await answer).json()));
  expect(openapi).toEqual(JSON.parse(JSON.stringify(gateway.service.openapi)));
  expect(asyncapi).toMatchObject({ channels: { touchpoints: { address: 'touchpoints' } } });
  expect(gateway.service.openapi).toMatchObject({
    openapi: '3.1.0',
    paths: { '/admin/sources': {}, '/admin/rejections/{id}': {} },
  });
  expect(gateway.service.routes.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/v1/batch', '/v1/b/', '/admin/sources']),
  );
});
