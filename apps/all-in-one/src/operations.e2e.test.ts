import { spawnSync } from 'node:child_process';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { basic, emitterOf, type Page, type Profile } from './testing/emitter';

type Role = 'analyst' | 'steward' | 'admin';
interface Source {
  id: string;
  writeKey: string;
}
interface Schema {
  $ref?: string;
  [key: string]: unknown;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, { responses?: Record<string, { content?: object }>; operationId?: string }>>;
  components: Record<string, Record<string, Schema>>;
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const identifying = /[0-9a-f]{32}|@|\+\d{6}/;

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

// An ES module, which Jest cannot load.
const validator = `import { Validator } from '@seriousme/openapi-schema-validator'; import { json } from 'node:stream/consumers';
  process.stdout.write(JSON.stringify(await new Validator().validate(await json(process.stdin))));`;
const validated = (document: unknown): unknown => {
  const options = { cwd: __dirname, input: JSON.stringify(document), encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', validator], options);
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
};

const refsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
};

describe('keys, metrics and documents', () => {
  let touchstone: Touchstone;
  let emitter: ReturnType<typeof emitterOf>;
  const keys = {} as Record<Role, string>;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const event = (messageId: string) => ({ type: 'track', userId: 'ann', messageId, event: 'Seen' });
  const sendWith = (writeKey: string, messageId: string) => emitter.send([event(messageId)], basic(writeKey));
  const metrics = async () => (await fetch(`${touchstone.url}/metrics`)).text();
  const samples = async (): Promise<Sample[]> =>
    (await metrics()).split('\n').flatMap((line) => {
      if (line === '' || line.startsWith('#')) return [];
      const [, name = '', labels = '', value = ''] = sampleLine.exec(line) ?? [];
      const pairs = [...labels.matchAll(labelPair)].map(([, key, of]) => [key, of] as const);
      return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
    });
  const sum = async (name: string, wanted: Record<string, string> = {}) =>
    (await samples())
      .filter((one) => one.name === name && Object.entries(wanted).every(([key, value]) => one.labels[key] === value))
      .reduce((total, { value }) => total + value, 0);

  beforeAll(async () => {
    touchstone = await spawnTouchstone();
    emitter = emitterOf(touchstone);
    for (const role of ['analyst', 'steward', 'admin'] as const) {
      const { body } = await touchstone.request<{ apiKey: string }>('/admin/api-keys', { body: { name: role, role } });
      keys[role] = body.apiKey;
    }
    await emitter.find(await emitter.send([event('first')]), 'user_id:ann');
  });
  afterAll(() => touchstone.stop());

  it('lets each role do what it may and nothing more', async () => {
    const merge = { identifiers: ['ann', 'bob'].map((value) => ({ type: 'user_id', value })), reason: 'r' };
    const read = '/customers?identifier=user_id:ann';
    const ask = async (role: Role, path: string, body?: object) =>
      (await touchstone.request(path, { headers: bearer(keys[role]), body })).status;
    expect(await ask('analyst', read)).toBe(200);
    expect(await ask('analyst', '/customers/merge', merge)).toBe(403);
    expect(await ask('analyst', '/admin/sources')).toBe(403);
    expect(await ask('steward', read)).toBe(200);
    // Refused for what it says, not for who says it: nobody is called bob.
    expect(await ask('steward', '/customers/merge', merge)).toBe(409);
    expect(await ask('steward', '/admin/sources')).toBe(403);
    expect(await ask('admin', '/admin/sources')).toBe(200);
    expect((await touchstone.request(read, { headers: bearer(touchstone.writeKey) })).status).toBe(401);
    expect((await touchstone.request(read, { headers: { authorization: '' } })).status).toBe(401);
    expect((await emitter.send([event('by-api-key')], bearer(touchstone.apiKey))).status).toBe(401);
    expect((await emitter.send([event('by-no-key')], { authorization: '' })).status).toBe(401);
    expect(await sum('touchstone_http_refused_total', { reason: 'wrong-role' })).toBe(3);
    expect(await sum('touchstone_http_refused_total', { reason: 'wrong-key' })).toBe(1);
    expect(await sum('touchstone_http_refused_total', { reason: 'no-key' })).toBe(1);
    expect(await sum('touchstone_ingest_refused_total')).toBe(2);
  });

  it('takes both keys of a source while they overlap, and refuses all of them soon after it is revoked', async () => {
    const { body: source } = await touchstone.request<Source>('/admin/sources', { body: { name: 'shop' } });
    expect((await sendWith(source.writeKey, 'one')).status).toBe(200);
    const rotate = (overlapSeconds: number) =>
      touchstone.request<Source>(`/admin/sources/${source.id}/write-keys`, { body: { overlapSeconds } });
    const { body: second } = await rotate(3_600);
    expect((await sendWith(second.writeKey, 'two')).status).toBe(200);
    // A rotated key changes no event id: the same event stays a duplicate.
    const again = await sendWith(second.writeKey, 'one');
    await emitter.find(again, 'user_id:ann');
    const { body: inbox } = await touchstone.request<{ sources: Record<string, unknown>[] }>('/repository/inbox');
    expect(inbox.sources.find((one) => one.source === source.id)).toMatchObject({ stored: 2, duplicate: 1 });
    const before = await sum('touchstone_ingest_refused_total');
    const revoked = Date.now();
    await touchstone.request(`/admin/sources/${source.id}/revoke`, { method: 'POST' });
    for (const writeKey of [source.writeKey, second.writeKey])
      await eventually(
        'the key is refused',
        () => sendWith(writeKey, 'late'),
        ({ status }) => status === 401,
      );
    expect(Date.now() - revoked).toBeLessThan(30_000);
    expect((await emitter.send([event('other-source')])).status).toBe(200);
    await eventually(
      'the refusal shows',
      () => sum('touchstone_ingest_refused_total'),
      (count) => count >= before + 2,
    );
  });

  it('forgets a revoked API key within 5 s', async () => {
    const { body } = await touchstone.request<{ id: string; apiKey: string }>('/admin/api-keys', {
      body: { name: 'leaver', role: 'analyst' },
    });
    const ask = () => touchstone.request('/identity/rules', { headers: bearer(body.apiKey) });
    expect((await ask()).status).toBe(200);
    await touchstone.request(`/admin/api-keys/${body.id}/revoke`, { method: 'POST' });
    await eventually('the key is refused', ask, ({ status }) => status === 401);
  });

  it('measures what operators watch, by names and labels that Prometheus takes', async () => {
    await emitter.send([event('twice'), event('twice')]);
    await emitter.send([
      { ...event('first'), event: 'Other' },
      { type: 'track', userId: 'ann' },
    ]);
    await emitter.find(await emitter.send([event('measured')]), 'user_id:ann');
    await eventually(
      'all of it is counted',
      () => sum('touchstone_inbox_events_total', { outcome: 'conflict' }),
      (n) => n === 1,
    );
    const found = await samples();
    for (const { name, labels, value } of found) {
      expect([name, metricName.test(name)]).toEqual([name, true]);
      // The process's own gauges are not ours: an idle event loop has no mean.
      if (name.startsWith('touchstone_')) expect([name, Number.isNaN(value)]).toEqual([name, false]);
      expect(
        Object.values(labels).filter((text) => identifying.test(text.replace(/-/g, '')) && labels.source !== text),
      ).toEqual([]);
    }
    const series = new Set(found.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()])));
    expect(series.size).toBe(found.length);
    const perName = new Map<string, number>();
    for (const { name } of found) perName.set(name, (perName.get(name) ?? 0) + 1);
    expect([...perName].filter(([, count]) => count > 600)).toEqual([]);
    const text = await metrics();
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type] as const));
    const helps = new Set([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name));
    for (const [name, type] of types) {
      if (!name?.startsWith('touchstone_')) continue;
      expect([name, helps.has(name)]).toEqual([name, true]);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes|events)$/);
    }
    const has = (name: string, labels: Record<string, string> = {}) =>
      expect(found).toContainEqual(expect.objectContaining({ name, labels: expect.objectContaining(labels) }));
    for (const projection of ['customer-profile', 'customer-timeline', 'customer-identity']) {
      has('touchstone_projection_lag_seconds', { projection, slot: '0' });
      has('touchstone_projection_lag_events', { projection, slot: '0' });
      has('touchstone_end_to_end_duration_seconds_count', { projection });
    }
    has('touchstone_inbox_lag_seconds', { topic: 'touchpoints' });
    has('touchstone_inbox_lag_messages', { topic: 'touchpoints' });
    for (const outcome of ['stored', 'duplicate', 'conflict']) has('touchstone_inbox_events_total', { outcome });
    has('touchstone_ingest_accepted_total');
    has('touchstone_ingest_rejected_total', { code: 'missing-event-name' });
    for (const what of ['keys', 'messages']) has('touchstone_inbox_parked', { what });
    has('touchstone_resolver_lag_seconds');
    has('touchstone_store_append_duration_seconds_count');
    has('touchstone_store_watermark_age_seconds');
    expect(
      await sum('touchstone_end_to_end_duration_seconds_count', { projection: 'customer-profile' }),
    ).toBeGreaterThan(0);
  });

  it('describes all of its addresses in one OpenAPI document, and the bus in an AsyncAPI document', async () => {
    const { body: document } = await touchstone.request<Document>('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(validated(document)).toEqual({ valid: true });
    const addresses = [
      '/v1/batch',
      '/events',
      '/admin/sources',
      '/admin/api-keys',
      '/admin/rejections',
      '/customers',
      '/customers/{id}',
    ];
    const more = ['/customers/{id}/timeline', '/customers/{id}/identity', '/customers/merge', '/customers/{id}/split'];
    const most = ['/customers/{id}/erasure', '/identity/rules', '/identity/cannot-link/lift', '/repository/parked'];
    for (const path of [...addresses, ...more, ...most]) expect(Object.keys(document.paths)).toContain(path);
    const ids: string[] = [];
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (method === 'parameters') continue;
        expect([path, method, Object.keys(operation.responses ?? {}).length > 0]).toEqual([path, method, true]);
        ids.push(operation.operationId ?? `none of ${method} ${path}`);
        for (const [status, { content }] of Object.entries(operation.responses ?? {}))
          if (!/^[23]/.test(status))
            expect([path, status, Object.keys(content ?? {})]).toEqual([path, status, ['application/problem+json']]);
      }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('none of'))).toEqual([]);
    for (const ref of refsIn(document)) {
      const [, , kind = '', name = ''] = ref.split('/');
      expect([ref, document.components[kind]?.[name] !== undefined]).toEqual([ref, true]);
    }
    const { body: bus } = await touchstone.request<{ asyncapi: string; channels: object }>('/asyncapi.json');
    expect(bus.asyncapi).toMatch(/^3\./);
    expect(Object.keys(bus.channels)).not.toHaveLength(0);
  });

  it('keeps what was sent over a restart', async () => {
    const profile = async () =>
      (await touchstone.request<Page<Profile>>('/customers?identifier=user_id:ann')).body.items[0];
    await emitter.find(await emitter.send([event('before the restart')]), 'user_id:ann');
    const before = await profile();
    await touchstone.service.kill();
    const again = await spawnTouchstone({ dataDir: touchstone.dataDir });
    const stop = touchstone.stop;
    touchstone = { ...again, stop: () => again.stop().then(stop) };
    emitter = emitterOf(touchstone);
    expect(await profile()).toEqual(before);
    const repeated = await emitter.send([event('before the restart')]);
    expect(await emitter.findOne(repeated, 'user_id:ann')).toEqual(before);
  });
});
