import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, spawnService, startPostgres, type RunningPostgres, type Service } from '@touchstone/testing';
import { Client } from 'pg';

const secret = () => randomBytes(32).toString('base64url');
const secrets = { PEPPER: secret(), DIGEST_SECRET: randomBytes(32).toString('hex'), WRAPPING_KEY: secret() };
const adminKey = secret();
const readerPassword = secret();
const programOf = (app: string) => resolve(__dirname, `../../../apps/${app}/dist/main.js`);

// An address that counts as another machine's, so that the query API needs its key.
const HOST = '127.0.0.2';

interface Found {
  items: { id: string; touchpoints: number }[];
}

describe('every app as a process of its own', () => {
  let folder: string;
  let server: RunningPostgres;
  let databases: Record<'LOG_DATABASE_URL' | 'KEYS_DATABASE_URL' | 'READ_DATABASE_URL', string>;
  const services = new Map<string, Service>();
  const addressOf = (name: string) => /http:\S+/.exec(services.get(name)?.output() ?? '')?.[0] as string;

  const run = async (name: string, app: string, env: Record<string, string> = {}): Promise<void> => {
    const common = { ...databases, ...secrets, HOST, PORT: '0', LEASE_MS: '1000' };
    services.set(name, await spawnService(programOf(app), { env: { ...common, ...env }, ready: /listens on http/ }));
  };
  /** What an operator does before the first start (docs/running-services.md). */
  const prepareServer = async (): Promise<void> => {
    const owner = secret();
    const client = new Client(server.url('postgres'));
    await client.connect();
    await client.query(`CREATE ROLE touchstone LOGIN CREATEROLE PASSWORD '${owner}'`);
    for (const name of ['log', 'keys', 'read']) await client.query(`CREATE DATABASE ${name} OWNER touchstone`);
    await client.end();
    const url = (name: string) => `postgres://touchstone:${owner}@127.0.0.1:${server.port}/${name}`;
    databases = { LOG_DATABASE_URL: url('log'), KEYS_DATABASE_URL: url('keys'), READ_DATABASE_URL: url('read') };
  };

  const ask = async <Body>(name: string, path: string, options: { headers?: object; body?: object } = {}) => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...options.headers };
    const body = options.body && JSON.stringify(options.body);
    const answer = await fetch(addressOf(name) + path, { method: body ? 'POST' : 'GET', headers, body: body ?? null });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  };
  let writeKey: string;
  const send = async (event: object, headers: object = {}): Promise<string> => {
    const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    const sent = await ask('gateway', '/v1/batch', {
      headers: { authorization, ...headers },
      body: { batch: [event] },
    });
    expect(sent).toMatchObject({ status: 200, body: { accepted: 1 } });
    return sent.headers.get('touchstone-position') as string;
  };
  const find = (token: string, identifier = 'email:ann@example.org') =>
    ask<Found>('query-api', `/customers?identifier=${identifier}`, { headers: { 'touchstone-wait-for': token } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-processes-'));
    const settings = { fsync: 'off', max_connections: '250' };
    server = await startPostgres({ dataDir: join(folder, 'postgres'), settings });
    await prepareServer();
    // All at once, on empty databases: each makes its schemas, and those of a library are made once.
    await Promise.all([
      run('gateway', 'touchpoint-gateway', { FIRST_API_KEY: adminKey, TRACE_RATIO: '1' }),
      run('repository 1', 'customer-repository'),
      run('projections 1', 'projections', { READER_PASSWORD: readerPassword }),
    ]);
    await Promise.all([run('repository 2', 'customer-repository'), run('projections 2', 'projections')]);
    const source = await ask<{ writeKey: string }>('gateway', '/admin/sources', { body: { name: 'shop' } });
    const marks = { name: 'query API', role: 'analyst' };
    const key = await ask<{ apiKey: string }>('gateway', '/admin/api-keys', { body: marks });
    writeKey = source.body.writeKey;
    const reader = new URL(databases.READ_DATABASE_URL);
    Object.assign(reader, { username: 'touchstone_reader', password: readerPassword });
    await run('query-api', 'query-api', {
      READ_DATABASE_URL: reader.href,
      REPOSITORY_URL: addressOf('repository 2'),
      PROJECTIONS_URL: addressOf('projections 2'),
      MARKS_KEY: key.body.apiKey,
    });
  });
  afterAll(async () => {
    await Promise.all([...services.values()].map((service) => service.kill('SIGKILL')));
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('says what it lacks', async () => {
    const bare = await spawnService(programOf('query-api'));
    expect(await bare.exited).toMatchObject({ code: 1 });
    expect(bare.output()).toMatch(/^READ_DATABASE_URL is missing: set it to .*\n(?:.*\n)*PROJECTIONS_URL is missing/);
  });

  it('shows an event to a read that waits for it, in one trace through four processes', async () => {
    const identify = { type: 'identify', userId: 'ann', messageId: 'a1', traits: { email: 'ann@example.org' } };
    const found = await find(await send(identify));
    expect(found).toMatchObject({ status: 200, body: { items: [{ touchpoints: 1 }] } });
    expect(found.headers.get('touchstone-age-ms')).toMatch(/^\d+$/);
    const [, trace] = /"traceId":"(\w{32})"[^\n]*"operation":"POST \/v1\/batch"/.exec(
      await eventually(
        'the gateway wrote its span',
        () => services.get('gateway')?.output() ?? '',
        (text) => text.includes('POST /v1/batch'),
      ),
    ) as unknown as [string, string];
    for (const [app, operation] of [
      ['repository', 'store facts'],
      ['repository', 'resolve identities'],
      ['projections', 'project customer-profile'],
    ] as const)
      await eventually(
        `${operation} is in the trace`,
        () => [1, 2].map((one) => services.get(`${app} ${one}`)?.output() ?? '').join('\n'),
        (text) => text.split('\n').some((line) => line.includes(trace) && line.includes(operation)),
      );
  });

  it('answers marks to the key of the query API only', async () => {
    const withKey = await ask<{ head: string }>('repository 1', '/internal/marks');
    expect(withKey).toMatchObject({ status: 200, body: { head: expect.any(String) } });
    expect(await ask('repository 1', '/internal/marks', { headers: { authorization: '' } })).toMatchObject({
      status: 401,
    });
    expect((await ask('query-api', '/openapi.json')).body).toMatchObject({ paths: { '/customers/{id}': {} } });
  });

  it('goes on soon when the holders of the work are killed', async () => {
    const killed = performance.now();
    await Promise.all(['repository 1', 'projections 1'].map((name) => services.get(name)?.kill('SIGKILL')));
    const identify = { type: 'identify', userId: 'ann', anonymousId: 'browser', messageId: 'a2', traits: {} };
    const token = await send(identify);
    const found = await eventually(
      'the read shows it',
      () => find(token),
      ({ status }) => status === 200,
    );
    expect(performance.now() - killed).toBeLessThan(60_000);
    expect(found.body).toMatchObject({ items: [{ touchpoints: 2 }] });
    expect((await find(token, 'anonymous_id:browser')).body).toEqual(found.body);
  });

  it('finishes within its deadline on SIGTERM, and goes on where it was', async () => {
    const running = ['repository 2', 'projections 2', 'query-api'];
    const before = performance.now();
    expect(await Promise.all(running.map((name) => services.get(name)?.kill()))).toEqual(
      running.map(() => ({ code: 0, signal: null })),
    );
    expect(performance.now() - before).toBeLessThan(60_000);
    expect((await fetch(`${addressOf('gateway')}/health/ready`)).status).toBe(200);
    expect(await services.get('gateway')?.kill()).toEqual({ code: 0, signal: null });
  });
});
