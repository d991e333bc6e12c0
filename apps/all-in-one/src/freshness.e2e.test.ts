import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { connectTo, withClient, type Server } from './testing/embedded.tables';
import { emitterOf, type Page, type Profile } from './testing/emitter';

interface Span {
  traceId: string;
  operation: string;
}
interface Entry {
  id: string;
  name: string | null;
  traceId: string | null;
}

describe('a write', () => {
  let touchstone: Touchstone;
  let emitter: ReturnType<typeof emitterOf>;
  let customer: string;
  const track = (messageId: string, event = 'Seen', userId = 'ann') => ({ type: 'track', messageId, userId, event });

  beforeAll(async () => {
    touchstone = await spawnTouchstone();
    emitter = emitterOf(touchstone);
    ({ id: customer } = await emitter.findOne(await emitter.send([track('first')]), 'user_id:ann'));
  });
  afterAll(() => touchstone.stop());

  it('is in the next read of profile, timeline and identity that names its position, a hundred times in a row', async () => {
    for (let nth = 1; nth <= 100; nth++) {
      const written = await emitter.send([
        { ...track(`n-${nth}`, `Seen ${nth}`), context: { device: { id: `device-${nth % 20}` }, traits: { nth } } },
      ]);
      const [profile, timeline, identity] = await Promise.all([
        emitter.readAfter<Profile>(written, `/customers/${customer}`),
        emitter.readAfter<Page<Entry>>(written, `/customers/${customer}/timeline?limit=1`),
        emitter.readAfter<{ identities: { value: string }[] }>(written, `/customers/${customer}/identity`),
      ]);
      expect(profile).toMatchObject({ touchpoints: nth + 1, traits: { nth } });
      expect(timeline.items[0]).toMatchObject({ name: `Seen ${nth}` });
      expect(identity.identities.map(({ value }) => value)).toContain(`device-${nth % 20}`);
    }
  });

  it('is followed by one trace from HTTP over the bus to the projections', async () => {
    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    const both = { ...track('traced'), context: { device: { id: 'device-of-the-trace' } } };
    const written = await emitter.send([both], { traceparent });
    const { items } = await emitter.readAfter<Page<Entry>>(written, `/customers/${customer}/timeline?limit=1`);
    expect(items[0]).toMatchObject({ name: 'Seen', traceId });
    const spans = async (): Promise<Span[]> =>
      (await readFile(join(touchstone.dataDir, 'touchstone.log'), 'utf8'))
        .split('\n')
        .flatMap((line) => (line.includes(traceId) ? ((JSON.parse(line) as { span?: Span }).span ?? []) : []));
    const operations = await eventually('every stage has told its span', spans, (found) => found.length >= 6);
    expect(operations.every((span) => span.traceId === traceId)).toBe(true);
    expect([...new Set(operations.map(({ operation }) => operation))].sort()).toEqual([
      'POST /v1/batch',
      'project customer-identity',
      'project customer-profile',
      'project customer-timeline',
      'resolve identities',
      'store facts',
    ]);
    const stored = await withClient(touchstone.dataDir, ['postgres-log', 'log'], async (client) =>
      client.query<{ metadata: string }>('SELECT metadata FROM store.events WHERE event_id = $1', [items[0]?.id]),
    );
    const { traceparent: kept } = JSON.parse(stored.rows[0]?.metadata ?? '{}') as { traceparent?: string };
    expect(kept?.split('-')[1]).toBe(traceId);
  });

  it.each(['nonsense', 't1.', 't1.bm8', `t1.${Buffer.from('{"stores":{"elsewhere":"1"}}').toString('base64url')}`])(
    'refuses a position that is none of ours: %s',
    async (position) => {
      const answer = await touchstone.request(`/customers/${customer}`, emitter.after(position));
      expect(answer).toMatchObject({ status: 400, body: { status: 400 } });
    },
  );

  it('that is quarantined is answered with 409 and its id; other positions are not', async () => {
    const written = await emitter.send([track('first', 'Something else')]);
    const answer = await eventually(
      'the conflict is found',
      () => touchstone.request<{ events: string[] }>(`/customers/${customer}`, emitter.after(emitter.tokenOf(written))),
      ({ status }) => status === 409,
    );
    expect(answer.body).toMatchObject({ status: 409, events: [expect.stringMatching(/^[0-9a-f-]{36}$/)] });
    const next = await emitter.send([track('after-conflict')]);
    await emitter.readAfter(next, `/customers/${customer}`);
  });

  const lockedBy = async <T>(server: Server, sql: string, work: () => Promise<T>): Promise<T> => {
    const database = server === 'postgres-log' ? 'log' : 'read';
    const client = await connectTo(touchstone.dataDir, server, database);
    try {
      await client.query('BEGIN');
      await client.query(sql);
      return await work();
    } finally {
      await client.query('ROLLBACK').catch(() => {});
      await client.end();
    }
  };
  const age = async (): Promise<number> =>
    Number((await touchstone.request(`/customers/${customer}`)).headers.get('touchstone-age-ms'));
  const gauge = async (name: string, label = ''): Promise<number> => {
    const text = await (await fetch(`${touchstone.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(label));
    return Math.max(...lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1))));
  };

  it.each([
    ['inbox', 'postgres-log', 'LOCK TABLE inbox.marks IN SHARE ROW EXCLUSIVE MODE', 'touchstone_inbox_lag_seconds', ''],
    [
      'resolver',
      'postgres-log',
      'LOCK TABLE resolver.slots IN SHARE ROW EXCLUSIVE MODE',
      'touchstone_resolver_lag_seconds',
      '',
    ],
    [
      'projection',
      'postgres-read',
      'LOCK TABLE touchstone.slots IN SHARE ROW EXCLUSIVE MODE',
      'touchstone_projection_lag_seconds',
      'slot="0"',
    ],
  ] as const)(
    'that is held up at the %s is answered with 504 and the stage; age and lag grow',
    async (stage, server, sql, metric, label) => {
      const written = await lockedBy(server, sql, async () => {
        const sent = await emitter.send([track(`held-${stage}`)]);
        const began = Date.now();
        const late = await touchstone.request<{ stage: string }>(`/customers/${customer}`, {
          headers: { 'touchstone-wait-for': emitter.tokenOf(sent), prefer: 'wait=2' },
        });
        expect([late.status, late.body.stage]).toEqual([504, stage]);
        expect(Date.now() - began).toBeLessThan(20_000);
        const before = await age();
        expect(before).toBeGreaterThan(1_000);
        await eventually('the age grows', age, (ms) => ms > before + 500);
        await eventually(
          `${metric} grows`,
          () => gauge(metric, label),
          (seconds) => seconds > 2,
        );
        return sent;
      });
      await emitter.readAfter(written, `/customers/${customer}`);
      await eventually('the age is small again', age, (ms) => ms < 1_000);
      await eventually(
        `${metric} is small again`,
        () => gauge(metric, label),
        (seconds) => seconds < 2,
      );
    },
    300_000,
  );

  it('shows in the age of the watermark when a transaction holds it back', async () => {
    await lockedBy('postgres-log', 'SELECT pg_current_xact_id()', () =>
      eventually(
        'it grows',
        () => gauge('touchstone_store_watermark_age_seconds'),
        (seconds) => seconds > 1,
      ),
    );
    await eventually(
      'it is level',
      () => gauge('touchstone_store_watermark_age_seconds'),
      (seconds) => seconds < 1,
    );
  });
});
