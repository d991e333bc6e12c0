import { createHash } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import { encodeToken } from '@touchstone/contracts';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { IsEmail, IsInt } from 'class-validator';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openApiKeys } from './api-keys';
import { hostService, type RunningService } from './host-service';
import { listen, type Listening } from './listen';
import { sendLogsTo } from './log';
import { mountServices } from './mount-services';
import { problem } from './problem-error';
import { callerOf, requireRole } from './require-role';
import { RequireRole } from './require-role.guard';

class LeadBody {
  @IsEmail() email!: string;
  @IsInt() score!: number;
}

@Controller('leads')
class Leads {
  @Post() create(@Body() { score }: LeadBody) {
    return { score };
  }
  @Get('mine') @RequireRole('steward') mine(@Req() request: FastifyRequest) {
    return callerOf(request);
  }
  @Get('broken') broken() {
    throw new Error('could not reach postgres://user:hunter2@db');
  }
  @Get('gone') gone() {
    throw problem(410, 'This lead was merged.', { slug: 'lead-merged', into: 'x' });
  }
}
@Module({ controllers: [Leads] })
class LeadsModule {}

const plugin = async (server: FastifyInstance) => {
  server.post('/v1/*', async ({ body }) => ({ got: body }));
  server.get('/admin/sources', { onRequest: requireRole('admin') }, async (request) => callerOf(request));
  server.get('/down', async () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  });
};

describe('a hosted service', () => {
  let database: TestDatabase;
  let services: RunningService[];
  let all: RunningService;
  let server: Listening;
  let down = false;
  const logged: string[] = [];

  beforeAll(async () => {
    sendLogsTo({ write: (line) => void logged.push(line) });
    database = await testDatabase();
    await database.pool.query(`CREATE SCHEMA access; CREATE TABLE access.api_keys
      (id uuid DEFAULT gen_random_uuid(), name text, key_hash bytea, role text, created_at timestamptz DEFAULT now(), revoked_at timestamptz)`);
    for (const role of ['analyst', 'steward', 'admin'])
      await database.pool.query('INSERT INTO access.api_keys (name, key_hash, role) VALUES ($1, $2, $1)', [
        role,
        createHash('sha256').update(`key-of-${role}`).digest(),
      ]);
    const apiKeys = openApiKeys(database.pool, { cacheMs: 50 });
    const readiness = { database: async () => (down ? Promise.reject({ code: 'ECONNREFUSED' }) : undefined) };
    services = [
      await hostService({ name: 'sales', module: LeadsModule, apiKeys }),
      await hostService({
        name: 'gateway',
        plugin,
        apiKeys,
        readiness,
        marks: async (token) => ({ asked: token ?? null }),
      }),
    ];
    all = await mountServices(services, { name: 'all', apiKeys });
    server = await listen(all, 0);
  });
  afterAll(async () => {
    await server.close();
    await all.close();
    for (const service of services) await service.close();
    await database.drop();
    sendLogsTo(undefined);
  });

  type Call = { key?: string; body?: unknown; method?: string; headers?: Record<string, string> };
  const call = async (path: string, { key, body, ...init }: Call = {}) => {
    const headers = new Headers(init.headers);
    if (key) headers.set('authorization', `Bearer ${key}`);
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(server.url + path, {
      ...init,
      headers,
      ...(body !== undefined && { body: text, method: init.method ?? 'POST' }),
    });
    const said = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return {
      status: answer.status,
      type,
      headers: answer.headers,
      body: type.includes('json') ? JSON.parse(said) : said,
    };
  };

  it('routes each address to its service', async () => {
    expect(await call('/leads', { body: { email: 'a@b.ch', score: 3 } })).toMatchObject({
      status: 201,
      body: { score: 3 },
    });
    expect(await call('/v1/batch', { body: { a: 1 } })).toMatchObject({ status: 200, body: { got: { a: 1 } } });
  });

  it.each([
    ['an unknown address', '/nothing?email=x@y.ch', {}, 404],
    ['an unknown address below a service', '/leads/unknown/x', {}, 404],
    ['a method that the address does not take', '/leads', { method: 'DELETE' }, 405],
    ['a method that the address of a plugin does not take', '/v1/batch', { method: 'PUT' }, 405],
    ['a body that is no JSON', '/leads', { body: '{"email":' }, 400],
    ['a body that is no JSON for a plugin', '/v1/batch', { body: '{"secret marker' }, 400],
    ['a member named __proto__', '/v1/batch', { body: '{"__proto__": {"a": 1}}' }, 400],
    ['a body of another type', '/leads', { body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    ['a body too large', '/leads', { body: { email: 'x'.repeat(300_000) } }, 413],
    ['fields that do not fit', '/leads', { body: { email: 'nobody', score: 1.5, extra: 1 } }, 400],
    ['an own problem', '/leads/gone', {}, 410],
    ['a failure inside', '/leads/broken', {}, 500],
    ['a database that is down', '/down', {}, 503],
  ])('answers %s with a problem', async (_, path, init, status) => {
    const answer = await call(path, init);
    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status } });
    expect(answer.body.type).toEqual(expect.any(String));
    expect(answer.body.title).toEqual(expect.any(String));
    expect(answer.body.detail).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(answer.body)).not.toMatch(/nobody|hunter2|x@y|secret marker|at \w+ \(/);
  });

  it('names the fields that do not fit', async () => {
    const { body } = await call('/leads', { body: { email: 'nobody', score: 1.5, extra: 1 } });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/email',
      '/extra',
      '/score',
    ]);
  });

  it('lists the methods of an address with 405, across services', async () => {
    expect((await call('/leads', { method: 'DELETE' })).headers.get('allow')).toBe('POST');
  });

  it('refuses and counts missing and wrong keys and roles', async () => {
    expect(await call('/admin/sources')).toMatchObject({ status: 401 });
    expect((await call('/admin/sources')).headers.get('www-authenticate')).toContain('Bearer');
    expect(await call('/admin/sources', { key: 'guessed' })).toMatchObject({ status: 401 });
    expect(await call('/admin/sources', { key: 'key-of-steward' })).toMatchObject({ status: 403 });
    expect(await call('/leads/mine', { key: 'key-of-analyst' })).toMatchObject({ status: 403 });
    expect(await call('/leads/mine', { key: 'key-of-admin' })).toMatchObject({ status: 200, body: { role: 'admin' } });
    const { body } = await call('/metrics');
    expect(body).toMatch(/touchstone_http_refused_total\{reason="no-key",service="gateway"\} 2/);
    expect(body).toMatch(/touchstone_http_refused_total\{reason="wrong-key",service="gateway"\} 1/);
    expect(body).toMatch(/touchstone_http_refused_total\{reason="wrong-role",service="sales"\} 1/);
    expect(body.match(/# TYPE touchstone_http_refused_total/g)).toHaveLength(1);
  });

  it('forgets a revoked key within the life of its cache', async () => {
    await database.pool.query(
      `INSERT INTO access.api_keys (name, key_hash, role) VALUES ('leaver', sha256('leaving'), 'admin')`,
    );
    expect(await call('/admin/sources', { key: 'leaving' })).toMatchObject({ status: 200 });
    await database.pool.query(`UPDATE access.api_keys SET revoked_at = now() WHERE name = 'leaver'`);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await call('/admin/sources', { key: 'leaving' })).toMatchObject({ status: 401 });
  });

  it('shows a dependency that is down and stays alive', async () => {
    expect(await call('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    down = true;
    const answer = await call('/health/ready');
    down = false;
    expect(answer).toMatchObject({
      status: 503,
      body: { checks: { 'gateway.database': { ok: false, reason: 'ECONNREFUSED' } } },
    });
    expect(await call('/health/live')).toMatchObject({ status: 200 });
  });

  it('shows metrics and marks only to this machine or to a key', async () => {
    const elsewhere = { headers: { 'x-forwarded-for': '10.0.0.9' } };
    expect(await call('/metrics', elsewhere)).toMatchObject({ status: 401 });
    expect(await call('/metrics', { ...elsewhere, key: 'key-of-analyst' })).toMatchObject({ status: 403 });
    expect(await call('/metrics', { ...elsewhere, key: 'key-of-admin' })).toMatchObject({ status: 200 });
    expect(await call('/internal/marks', elsewhere)).toMatchObject({ status: 401 });
    expect(await call('/internal/marks')).toMatchObject({ status: 200, body: { asked: null } });
    const token = { bus: { 'touchpoints/3': [4, 9] as const } };
    expect(await call('/internal/marks', { body: { token: encodeToken(token) } })).toMatchObject({
      body: { asked: token },
    });
    expect(await call('/internal/marks', { body: { token: 'nonsense' } })).toMatchObject({ status: 400 });
  });

  it('sends headers that keep answers out of caches and frames', async () => {
    const { headers } = await call('/health/live');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('logs what failed without the text that it was about', async () => {
    logged.length = 0;
    await call('/leads/broken');
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] as string)).toMatchObject({ service: 'sales', level: 'error', route: '/leads/broken' });
  });

  it('makes an OpenAPI document of the module', () => {
    expect(services[0]?.openapi).toMatchObject({ openapi: '3.1.0', paths: { '/leads': {} } });
  });
});
