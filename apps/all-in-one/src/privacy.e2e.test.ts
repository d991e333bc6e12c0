import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { connectTo, rowsOf, statisticsOf, withClient } from './testing/embedded.tables';
import { emitterOf, type Page, type Profile } from './testing/emitter';
import {
  conflict,
  events,
  mark,
  odd,
  ofThePerson,
  organisationStem,
  phone,
  planted,
  rejected,
} from './testing/planted';
import { findInFolder, findTexts } from './testing/raw-bytes.files';

const hasEntries = ({ size }: Map<string, string[]>, least: number) => expect(size).toBeGreaterThanOrEqual(least);

describe('personal data', () => {
  let dataDir: string;
  let touchstone: Touchstone;
  let emitter: ReturnType<typeof emitterOf>;
  let person: Profile;
  let rebuiltFrom: Record<string, string[]>;

  const readRows = () => withClient(dataDir, ['postgres-read', 'read'], rowsOf);
  const start = async () => {
    touchstone = await spawnTouchstone({ dataDir });
    emitter = emitterOf(touchstone);
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'touchstone-privacy-'));
    await start();
    await emitter.send(events);
    const { body } = await emitter.send(rejected);
    expect(body.rejected.map(({ code }) => code)).toEqual([
      'missing-event-name',
      'missing-group-id',
      'invalid-field',
      'not-an-object',
    ]);
    await emitter.send(odd);
    await emitter.send([
      { type: 'identify', messageId: 'p-11', userId: mark('twin'), traits: { name: mark('twin-name') } },
    ]);
    const last = await emitter.send([{ type: 'track', messageId: 'p-12', userId: mark('twin'), event: 'Seen' }]);
    await emitter.find(last, `user_id:${mark('twin')}`);
    const sides = [mark('alone'), mark('anonymous')].map((value) => ({ type: 'anonymous_id', value }));
    const merged = await touchstone.request('/customers/merge', {
      body: { identifiers: sides, reason: mark('reason') },
    });
    expect(merged).toMatchObject({ status: 200 });
    person = await emitter.findOne(merged, `user_id:${mark('user')}`);
    await emitter.send(conflict);
    await eventually(
      'the conflict is quarantined',
      () => touchstone.request<Page<unknown>>('/repository/quarantine'),
      ({ body: { items } }) => items.length === 1,
    );
  });
  afterAll(async () => {
    await touchstone.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is in the read models and the answers, so that the searches below can fail', async () => {
    const rows = [...(await readRows())]
      .flatMap(([table, lines]) => lines.map((line) => `${table} ${line}`))
      .join('\n');
    for (const field of [
      'user',
      'anonymous',
      'card',
      'external',
      'device',
      'previous',
      'event-name',
      'nested',
      'odd',
      'nul',
      'coupon',
      'trait',
      'reason',
    ])
      expect(rows.toLowerCase()).toContain(mark(field));
    for (const text of planted) expect(findTexts('rows', Buffer.from(rows), [text])).not.toEqual([]);
    expect(person.identifiers).toEqual(expect.arrayContaining([{ type: 'phone', value: `+44${phone}` }]));
    expect(person.orders).toMatchObject({ count: 1, revenue: [{ currency: 'GBP', amount: '25.5' }] });
    const deep = Buffer.from(JSON.stringify({ boxed: Buffer.from(`..${mark('x')}..`).toString('base64') }));
    expect(findTexts('base64', deep, planted)).not.toEqual([]);
  });

  it('stands in no table, file or write-ahead log of log and keys, in no stream name and no key', async () => {
    for (const database of ['log', 'keys'] as const)
      await withClient(dataDir, ['postgres-log', database], async (client) => {
        const tables = await rowsOf(client);
        hasEntries(tables, database === 'log' ? 20 : 2);
        for (const [table, rows] of tables) expect(findTexts(table, Buffer.from(rows.join('\n')), planted)).toEqual([]);
        expect(findTexts('statistics', Buffer.from(await statisticsOf(client)), planted)).toEqual([]);
        await client.query('CHECKPOINT');
      });
    await withClient(dataDir, ['postgres-log', 'log'], async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT stream_id AS name FROM store.events UNION SELECT key FROM bus.messages`,
      );
      for (const { name } of rows)
        expect(name).toMatch(/^(?:(identity-)?[0-9a-f]{32}|(?:customer|instruction)-[0-9a-f-]{36})$/);
    });
    expect(await readdir(join(dataDir, 'postgres-log', 'pg_wal'))).not.toHaveLength(0);
    expect(await findInFolder(join(dataDir, 'postgres-log'), planted)).toEqual([]);
  });

  it('stands in no log line, metric or problem', async () => {
    const bad: [string, object?][] = [
      [`/customers/${mark('path')}`],
      [`/customers?identifier=bogus:${mark('identifier')}`],
      [`/customers?identifier=email:${mark('no-address')}`],
      [`/customers?cursor=${mark('cursor')}&q=${mark('name')}`],
      [`/customers/${person.id}/timeline?from=${mark('from')}`],
      [`/${mark('nowhere')}?email=${mark('query')}@example.com`],
      ['/customers/merge', { body: { identifiers: [{ type: 'email', value: mark('a') }], reason: mark('b') } }],
      [
        '/customers/merge',
        { body: { identifiers: ['x', 'y'].map((end) => ({ type: 'user_id', value: mark(end) })), reason: 'r' } },
      ],
      ['/customers/merge', { body: `{"reason":"${mark('cut')}` }],
      [`/customers/${person.id}`, { headers: { 'touchstone-wait-for': mark('token') } }],
      ['/v1/batch', { body: `{"batch":[{"userId":"${mark('cut')}` }],
      [
        '/v1/track',
        { headers: { authorization: `Basic ${Buffer.from(`${mark('key')}:`).toString('base64')}` }, body: events[1] },
      ],
    ];
    for (const [path, options] of bad) {
      const answer = await touchstone.request(path, options);
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      expect(findTexts(path, Buffer.from(JSON.stringify(answer.body)), planted)).toEqual([]);
    }
    const metrics = await (await fetch(`${touchstone.url}/metrics`)).text();
    expect(findTexts('metrics', Buffer.from(metrics), planted)).toEqual([]);
    for (const file of ['touchstone.log', 'postgres-log/server.log', 'postgres-read/server.log'])
      expect(findTexts(file, await readFile(join(dataDir, file)), planted)).toEqual([]);
    expect(findTexts('output', Buffer.from(touchstone.service.output()), planted)).toEqual([]);
  });

  it('goes from the read models when the person is erased, and nobody else changes', async () => {
    await withClient(dataDir, ['postgres-read', 'read'], (client) => client.query('ANALYZE'));
    const bystander = async () =>
      (await touchstone.request<Page<Profile>>('/customers?identifier=user_id:bystander')).body.items[0];
    const before = await bystander();
    const twin = (await touchstone.request<Page<Profile>>(`/customers?identifier=user_id:${mark('twin')}`)).body
      .items[0];
    for (const { id } of [person, twin as Profile]) {
      const erased = await touchstone.request(`/customers/${id}/erasure`, { body: { basis: 'asked for it' } });
      expect(erased).toMatchObject({ status: 200 });
      const profile = await emitter.readAfter<Profile>(erased, `/customers/${id}`);
      expect(profile).toMatchObject({ erased: true, identifiers: [], traits: {}, name: null });
      expect(profile.touchpoints).toBeGreaterThan(0);
    }
    const timeline = await touchstone.request<Page<Record<string, unknown>>>(`/customers/${person.id}/timeline`);
    expect(timeline.body.items.length).toBeGreaterThan(5);
    for (const entry of timeline.body.items)
      expect(entry).toMatchObject({ erased: true, name: null, properties: null, traits: null });
    expect((await touchstone.request<Page<unknown>>(`/customers?q=${mark('name')}`)).body.items).toEqual([]);
    expect(
      (await touchstone.request<Page<unknown>>(`/customers?identifier=user_id:${mark('user')}`)).body.items,
    ).toEqual([]);
    await withClient(dataDir, ['postgres-read', 'read'], async (client) => {
      const tables = await rowsOf(client);
      hasEntries(tables, 15);
      for (const [table, rows] of tables)
        expect(findTexts(table, Buffer.from(rows.join('\n')), ofThePerson)).toEqual([]);
      expect(findTexts('statistics', Buffer.from(await statisticsOf(client)), ofThePerson)).toEqual([]);
    });
    expect(await bystander()).toEqual(before);
    expect(await touchstone.request(`/customers?identifier=group_id:${organisationStem}-id`)).toMatchObject({
      body: { items: [{ kind: 'organisation', name: `${organisationStem}-name` }] },
    });
  });

  it('leaves the files of the read models when they are compacted', async () => {
    await withClient(dataDir, ['postgres-read', 'read'], async (client) => {
      await client.query('VACUUM FULL');
      await client.query('CHECKPOINT');
    });
    expect(await findInFolder(join(dataDir, 'postgres-read', 'base'), ofThePerson)).toEqual([]);
  });

  it('does not come back with a rebuild, whose rows equal the live ones', async () => {
    const readModels = (tables: Map<string, string[]>) =>
      Object.fromEntries([...tables].filter(([name]) => /^customer_\w+_v\d+\.(?!migrations)/.test(name)));
    rebuiltFrom = readModels(await readRows());
    expect(Object.keys(rebuiltFrom).length).toBeGreaterThan(12);
    await touchstone.service.kill();
    await rm(join(dataDir, 'postgres-read'), { recursive: true });
    await start();
    const written = await emitter.send(events.slice(-1));
    await emitter.readAfter(written, `/customers/${person.id}`);
    await emitter.readAfter(written, `/customers/${person.id}/timeline`);
    await emitter.readAfter(written, `/customers/${person.id}/identity`);
    const client = await connectTo(dataDir, 'postgres-read', 'read');
    const tables = await rowsOf(client);
    await client.end();
    for (const [table, rows] of tables) expect(findTexts(table, Buffer.from(rows.join('\n')), ofThePerson)).toEqual([]);
    expect(readModels(tables)).toEqual(rebuiltFrom);
    expect(await findInFolder(join(dataDir, 'postgres-log'), planted)).toEqual([]);
    expect(await findInFolder(join(dataDir, 'postgres-read'), ofThePerson)).toEqual([]);
  });
});
