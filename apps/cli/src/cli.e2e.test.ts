import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { deadLetterStory, limitStory } from './dead-letters.test-data';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { cli } from './testing/run-cli.client';

describe('the command line', () => {
  let folder: string;
  let touchstone: Touchstone;
  const run = (...args: string[]) => cli(...args, '--data', touchstone.dataDir);
  const json = async <T>(...args: string[]): Promise<T> => {
    const said = await run(...args, '--json');
    if (said.code !== 0) throw new Error(said.err);
    return JSON.parse(said.out) as T;
  };
  const post = (batch: readonly object[]) =>
    touchstone.request('/v1/batch', {
      headers: { authorization: `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}` },
      body: { batch },
    });
  const send = (userId: string, messageId: string, traits: object = {}) =>
    post([{ type: 'identify', userId, messageId, traits, timestamp: '2026-01-05T10:00:00.000Z' }]);
  const file = async (content: object): Promise<string> => {
    const path = join(folder, 'correction.json');
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const find = async (text: string) =>
    (await json<{ items: { id: string; touchpoints: number }[] }>('customer', 'find', text)).items;
  const seen = (text: string, touchpoints: number) =>
    eventually(
      `${text} has ${touchpoints}`,
      () => find(text),
      ([one]) => one?.touchpoints === touchpoints,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-cli-'));
    touchstone = await spawnTouchstone({ dataDir: join(folder, 'first') });
  });
  afterAll(async () => {
    await touchstone.stop();
    await rm(folder, { recursive: true });
  });

  it('makes, rotates and revokes sources', async () => {
    const { id, writeKey } = await json<{ id: string; writeKey: string }>('source', 'create', 'shop');
    const rotated = await json<{ writeKey: string }>('source', 'rotate', id, '--overlap', '0');
    expect(rotated.writeKey).not.toBe(writeKey);
    expect(await run('source', 'create', 'shop')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has this name already'),
    });
    await limitStory({ run, json }, id);
    expect(await run('source', 'revoke', id)).toMatchObject({ code: 0, out: expect.stringContaining('is revoked') });
    expect((await run('source', 'list')).out).toMatch(/id +name +created +revoked\n.*first.*\n.*shop.*Z  .*Z\n/);
  });

  it('makes API keys whose role holds, until they are revoked', async () => {
    const { id, apiKey } = await json<{ id: string; apiKey: string }>('key', 'create', 'ann', '--role', 'analyst');
    const asAnalyst = () => cli('source', 'list', '--url', touchstone.url, '--api-key', apiKey);
    expect(await asAnalyst()).toMatchObject({
      code: 1,
      err: expect.stringContaining('needs an API key of the role admin'),
    });
    expect(await run('key', 'revoke', id)).toMatchObject({ code: 0 });
    await eventually('it is refused', asAnalyst, ({ err }) => err.includes('was revoked'));
  });

  it('keeps a tracking plan, and decides on what it holds back', async () => {
    const { id, writeKey } = await json<{ id: string; writeKey: string }>('source', 'create', 'planned');
    expect((await run('tracking-plan', 'show', id)).out).toContain('has no tracking plan');
    const file = join(folder, 'plan.json');
    await writeFile(file, '{ "events": { "Order Completed": { "properties": { "total": { "type": "number" } } } } }');
    expect(await run('tracking-plan', 'put', id, file, '--mode', 'quarantine')).toMatchObject({ code: 0 });
    expect((await run('tracking-plan', 'show', id)).out).toMatch(/version +mode.*\n1 +quarantine/);
    const order = (messageId: string) => ({ type: 'track', userId: 'finn', event: 'order_completed', messageId });
    const batch = ['o1', 'o2'].map((name) => ({
      ...order(name),
      properties: { order_id: name, revenue: 5, total: '5' },
    }));
    const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
    expect(await touchstone.request('/v1/batch', { headers, body: { batch } })).toMatchObject({
      body: { accepted: 0 },
    });
    const { items } = await json<{ items: { id: string }[] }>('tracking-plan', 'held', id);
    expect(await run('tracking-plan', 'discard', id, items[0]?.id ?? '')).toMatchObject({ code: 0 });
    expect((await run('tracking-plan', 'release', id, ...items.map((one) => one.id))).out).toMatch(/^1 of 2 released/);
    await seen('user_id:finn', 1);
  });

  it('shows what runs and how far it got', async () => {
    const { code, out } = await run('status');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Touchstone is ready.') });
    expect(out).toMatch(/customer-profile 0 +(level|behind)/);
  });

  it('finds, merges and splits customers', async () => {
    await send('cara', 'c1', { email: 'cara@example.org', name: 'Cara Holm' });
    await send('dora', 'd1', { email: 'dora@example.org' });
    await seen('user_id:cara', 1);
    const [dora] = await seen('user_id:dora', 1);
    expect(await run('merge', 'user_id:cara', 'user_id:dora', '--reason', 'the same person')).toMatchObject({
      code: 0,
    });
    const [merged] = await seen('email:dora@example.org', 2);
    expect(
      await run('split', merged?.id ?? '', 'user_id:dora', 'email:dora@example.org', '--reason', 'a mistake'),
    ).toMatchObject({ code: 0 });
    expect(await seen('email:dora@example.org', 1)).toMatchObject([{ id: dora?.id }]);
  });

  it(
    'lists dead letters of every kind, repairs many by a filter after a dry run, and discards the rest',
    () => deadLetterStory({ post, file, run, json, seen, eventually }),
    300_000,
  );

  it('says what is wrong and what to do', async () => {
    expect(await cli('status', '--data', join(folder, 'nothing'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('start Touchstone with npm start'),
    });
    expect(await cli('status', '--url', 'http://127.0.0.1:65534', '--api-key', 'x')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/does not answer: nothing listens there: start Touchstone/),
    });
    expect(await cli('source', 'list', '--url', touchstone.url, '--api-key', 'wrong')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Pass a valid key with --api-key'),
    });
    expect(await run('split', 'x', 'nonsense', '--reason', 'r')).toMatchObject({
      code: 1,
      err: expect.stringContaining('<type>:<value>'),
    });
  });

  describe('backup and restore', () => {
    const at = (name: string) => join(folder, name);
    const restoreInto = (name: string, backup = 'backup') =>
      cli(
        'restore',
        at(backup),
        '--keys',
        at('keys'),
        '--secrets',
        join(at('first'), 'secrets.json'),
        '--into',
        at(name),
      );
    const positionOf = async () =>
      ((await touchstone.request<{ head: string }>('/internal/marks')).body as { head: string }).head;

    it('bring back everybody but those who were erased, in a new epoch', async () => {
      await send('frank', 'f1', { email: 'frank@example.org', name: 'Frank Ohm' });
      await send('gina', 'g1', { email: 'gina@example.org', name: 'Gina Lux' });
      const [frank] = await seen('user_id:frank', 1);
      await seen('user_id:gina', 1);
      expect(await run('backup', '--to', at('early'), '--keys-to', at('keys'))).toMatchObject({ code: 0 });
      expect(await run('erase', frank?.id ?? '', '--basis', 'on request')).toMatchObject({ code: 0 });
      // The keys are those from before the erasure: what must stay erased could be read with them.
      expect(await run('backup', '--to', at('backup'), '--keys-to', at('later-keys'))).toMatchObject({ code: 0 });
      const late = JSON.parse(await readFile(join(at('backup'), 'manifest.json'), 'utf8'));
      const early = JSON.parse(await readFile(join(at('early'), 'manifest.json'), 'utf8'));
      await writeFile(
        join(at('backup'), 'manifest.json'),
        JSON.stringify({ ...late, parts: { ...late.parts, keys: early.parts.keys } }),
      );
      const log = gunzipSync(await readFile(join(at('backup'), 'log.ndjson.gz'))).toString();
      for (const personal of ['frank@example.org', 'Gina Lux', 'cara']) expect(log).not.toContain(personal);
      const before = await positionOf();
      const restored = await restoreInto('second');
      expect(restored).toMatchObject({
        code: 0,
        out: expect.stringMatching(/Restored \d+ events as of .* [1-9]\d* keys were erased again/),
      });

      await touchstone.stop();
      touchstone = await spawnTouchstone({ dataDir: at('second') });
      const [gina] = await seen('email:gina@example.org', 1);
      expect(JSON.stringify(await find(gina?.id ?? ''))).not.toContain('Frank');
      const { body } = await touchstone.request(`/customers/${frank?.id}`);
      expect(JSON.stringify(body)).not.toMatch(/frank|Ohm/i);
      expect((await positionOf()).slice(0, 5) > before.slice(0, 5) || (await positionOf()) >= before).toBe(true);
      await send('gina', 'g1', { email: 'gina@example.org', name: 'Gina Lux' });
      await send('gina', 'g2');
      await seen('user_id:gina', 2);
      expect((await positionOf()).slice(0, 5)).toBe('00002');
    });

    it('do not go on with read models that know more than the backup, until those are deleted', async () => {
      expect(await restoreInto('third', 'early')).toMatchObject({ code: 0 });
      // Those of the first directory saw the erasure, which this backup lies before.
      await rm(join(at('third'), 'postgres-read'), { recursive: true });
      await rename(join(at('first'), 'postgres-read'), join(at('third'), 'postgres-read'));
      await touchstone.stop();
      touchstone = await spawnTouchstone({ dataDir: at('third') });
      const readiness = () =>
        touchstone.request<{ checks: Record<string, { ok: boolean; reason?: string }> }>('/health/ready');
      const { status, body } = await eventually(
        'the projections refuse',
        readiness,
        (answer) => answer.body.checks['projections.positions']?.ok === false,
      );
      expect(status).toBe(503);
      expect(body.checks['projections.positions']?.reason).toMatch(
        /^customer-\w+, slot 0: Position \S+ lies beyond the end of the store .* restored to an earlier state.* delete the read models/,
      );
      await touchstone.stop();
      await rm(join(at('third'), 'postgres-read'), { recursive: true });
      touchstone = await spawnTouchstone({ dataDir: at('third') });
      expect(await seen('email:gina@example.org', 1)).toHaveLength(1);
      expect(await readiness()).toMatchObject({ status: 200 });
    });

    it('refuse a directory that is not empty, a changed file, and other secrets', async () => {
      expect(await restoreInto('second')).toMatchObject({
        code: 1,
        out: expect.anything(),
        err: expect.stringContaining('is not empty'),
      });
      await writeFile(at('other-secrets.json'), JSON.stringify({ pepper: 'x' }));
      const wrong = await cli(
        'restore',
        at('backup'),
        '--keys',
        at('keys'),
        '--secrets',
        at('other-secrets.json'),
        '--into',
        at('fourth'),
      );
      expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('lacks a usable') });
      const path = join(at('backup'), 'log.ndjson.gz');
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(path, bytes);
      expect(await restoreInto('fourth')).toMatchObject({
        code: 1,
        err: expect.stringContaining('its checksum differs'),
      });
    });
  });
});
