import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, spawnService, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { Client } from 'pg';

const program = resolve(__dirname, '../dist/main.js');
const ports = { PORT: '0', SQL_PORT: '0' };

const refusal = async (env: Record<string, string>): Promise<{ code: number | null; output: string }> => {
  const service = await spawnService(program, { env: { ...ports, ...env } });
  const { code } = await service.exited;
  return { code, output: service.output() };
};

const serversIn = async (dataDir: string): Promise<number[]> => {
  const files = ['postgres-log', 'postgres-read'].map((name) => join(dataDir, name, 'postmaster.pid'));
  return Promise.all(files.map(async (file) => Number((await readFile(file, 'utf8')).split('\n')[0])));
};

const batch = (userId: string, messageId: string) => ({
  batch: [{ type: 'track', userId, event: 'Signed Up', messageId, timestamp: '2026-01-05T10:00:00.000Z' }],
});

describe('Touchstone in one process', () => {
  let dataDir: string;
  let touchstone: Touchstone;
  const send = (body: object) =>
    touchstone.request<{ accepted: number }>('/v1/batch', {
      headers: { authorization: `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}` },
      body,
    });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'touchstone-e2e-'));
    touchstone = await spawnTouchstone({ dataDir });
  });
  afterAll(async () => {
    await touchstone.stop();
    await rm(dataDir, { recursive: true });
  });

  it('tells where it is, its keys and a first command that works when it is pasted', async () => {
    const output = touchstone.service.output();
    for (const shown of [touchstone.url, touchstone.writeKey, touchstone.apiKey, touchstone.sqlUrl, dataDir])
      expect(output).toContain(shown);
    const command = output.match(/curl -u (?:.*\\\n)*.*/)?.[0] ?? '';
    const { spawnSync } = await import('node:child_process');
    const { stdout } = spawnSync('sh', ['-c', `${command} --silent`], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, accepted: 1 });
  });

  it('keeps keys and secrets where only its account reads them', async () => {
    for (const file of ['credentials.json', 'secrets.json'])
      expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(dataDir, 'touchstone.log'), 'utf8')).includes(touchstone.apiKey)).toBe(false);
  });

  it('answers for all services at one address', async () => {
    expect((await touchstone.request('/health/ready')).status).toBe(200);
    expect((await touchstone.request('/customers?identifier=user_id:nobody')).status).toBe(200);
    const metrics = await (await fetch(`${touchstone.url}/metrics`)).text();
    const services = new Set(Array.from(metrics.matchAll(/service="([^"]+)"/g), ([, name]) => name));
    expect([...services]).toEqual(
      expect.arrayContaining(['touchpoint-gateway', 'customer-repository', 'projections', 'query-api']),
    );
    expect(metrics.includes('process_resident_memory_bytes')).toBe(true);
    expect((await touchstone.request('/asyncapi.json')).status).toBe(200);
    const { body } = await touchstone.request<{ openapi: string; paths: object }>('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/admin/sources', '/customers']));
    expect(await touchstone.request('/nothing')).toMatchObject({ status: 404, body: { status: 404 } });
    expect(await touchstone.request('/v1/batch')).toMatchObject({ status: 405 });
  });

  it('shows in profile and timeline what recognised names mean', async () => {
    const by = { type: 'track', userId: 'gwen' };
    const said = (event: string, properties: object) => ({ ...by, event, messageId: event, properties });
    const chat = { conversation_id: 'c-1', message_id: 'm-1' };
    const basket = {
      order_id: 'G-1',
      value: 30,
      currency: 'USD',
      products: [{ product_id: 'P', price: 15, quantity: 2 }],
    };
    const events = [
      said('checkout_started', basket),
      said('Order Completed', { ...basket, revenue: 30 }),
      said('Order Refunded', { order_id: 'G-1' }),
      said('Email Opened', { email_id: 'e-1', campaign_id: 'spring' }),
      said('Live Chat Conversation Started', chat),
    ];
    expect(await send({ batch: events })).toMatchObject({ body: { accepted: 5 } });
    const find = async () =>
      (await touchstone.request<{ items: Record<string, unknown>[] }>('/customers?identifier=user_id:gwen')).body
        .items[0];
    const gwen = await eventually('gwen has 5 touchpoints', find, (one) => one?.['touchpoints'] === 5);
    expect(gwen).toMatchObject({
      activity: { checkout_started: { count: 1 }, email_opened: { count: 1 } },
      conversations: { count: 1, lastAt: expect.any(String) },
      email: { engagedAt: expect.any(String), unsubscribedAt: null },
      orders: {
        count: 1,
        revenue: [{ currency: 'USD', amount: '0' }],
        grossRevenue: [{ currency: 'USD', amount: '30' }],
      },
    });
    const line = async (filter: string) =>
      (await touchstone.request<{ items: object[] }>(`/customers/${String(gwen?.['id'])}/timeline?${filter}`)).body
        .items;
    expect(await line('conversation=c-1')).toMatchObject([
      { channel: 'chat', meaning: 'live_chat_conversation_started' },
    ]);
    expect(await line('meaning=email_opened')).toMatchObject([{ channel: 'email', campaign: 'spring' }]);
    expect(await line('meaning=checkout_started&order=G-1')).toMatchObject([
      { money: { amount: '30', currency: 'USD' } },
    ]);
  });

  it('lets analysts read by SQL and nothing else', async () => {
    const client = new Client({ connectionString: touchstone.sqlUrl });
    await client.connect();
    await expect(client.query('CREATE TABLE mine (n int)')).rejects.toThrow();
    await expect(client.query('CREATE TEMP TABLE mine (n int)')).rejects.toThrow();
    await client.end();
  });

  it('refuses a second instance on the same directory, and a port that is taken', async () => {
    const second = await refusal({ TOUCHSTONE_DATA: dataDir });
    expect(second).toMatchObject({ code: 1, output: expect.stringMatching(/is in use by process \d+ on/) });
    const holder = createServer().listen(0, '127.0.0.1');
    await eventually('a port is held', () => holder.listening, Boolean);
    const { port } = holder.address() as AddressInfo;
    const other = await mkdtemp(join(tmpdir(), 'touchstone-e2e-'));
    const taken = await refusal({ TOUCHSTONE_DATA: other, PORT: String(port) });
    expect(taken).toEqual({
      code: 1,
      output: `127.0.0.1:${port} is already in use: stop what uses it, or choose another PORT.\n`,
    });
    expect((await readdir(other)).filter((name) => name !== 'touchstone.log')).toEqual([]);
    holder.close();
    await rm(other, { recursive: true });
  });

  it('says what is wrong with a variable', async () => {
    expect(await refusal({ PORT: 'eighty', TOUCHSTONE_DATA: dataDir })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^PORT cannot be used \(.*\): set it to the port to serve on, such as 4100\.\n$/),
    });
  });

  it('comes back by itself when both database servers are killed', async () => {
    const before = await serversIn(dataDir);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await eventually(
      'it is ready on new servers',
      async () => ({ status: (await touchstone.request('/health/ready')).status, pids: await serversIn(dataDir) }),
      ({ status, pids }) => status === 200 && pids.every((pid) => !before.includes(pid)),
    );
    await eventually(
      'it takes events again',
      () => send(batch('ann', 'after-kill')),
      ({ status }) => status === 200,
    );
    expect(touchstone.service.output()).toContain('ended by itself and is being started again');
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'keeps data and keys over %s',
    async (signal) => {
      expect(await send(batch('ann', `before-${signal}`))).toMatchObject({ status: 200, body: { accepted: 1 } });
      const { writeKey, apiKey } = touchstone;
      const ended = await touchstone.service.kill(signal);
      if (signal === 'SIGTERM') {
        expect(ended).toEqual({ code: 0, signal: null });
        expect(existsSync(join(dataDir, 'lock'))).toBe(false);
        for (const server of ['postgres-log', 'postgres-read'])
          expect(existsSync(join(dataDir, server, 'postmaster.pid'))).toBe(false);
      }
      touchstone = await spawnTouchstone({ dataDir });
      expect(touchstone).toMatchObject({ writeKey, apiKey });
      expect(touchstone.service.output()).not.toContain('Send a first touchpoint');
      expect(await send(batch('ann', `after-${signal}`))).toMatchObject({ status: 200 });
    },
    300_000,
  );

  it('leaves no server behind when it is killed', async () => {
    const pids = await serversIn(dataDir);
    await touchstone.service.kill('SIGKILL');
    const alive = () =>
      Promise.all(
        pids.map((pid) =>
          readlink(`/proc/${pid}/cwd`).then(
            () => pid,
            () => undefined,
          ),
        ),
      );
    await eventually('both servers end', alive, (found) => found.every((pid) => pid === undefined));
    touchstone = await spawnTouchstone({ dataDir });
  });

  it('does not make new secrets for old data', async () => {
    await touchstone.service.kill();
    const path = join(dataDir, 'secrets.json');
    const secrets = await readFile(path);
    await rm(path);
    const refused = await refusal({ TOUCHSTONE_DATA: dataDir });
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('secrets.json is missing') });
    await writeFile(path, secrets, { mode: 0o600 });
    touchstone = await spawnTouchstone({ dataDir });
  });
});
