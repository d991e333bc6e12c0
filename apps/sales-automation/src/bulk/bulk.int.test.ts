import { decodeToken, headers } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { newKey, openSales, type OpenSales } from '../running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

interface Item {
  readonly status: number;
  readonly body?: { readonly id: string; readonly version: number };
  readonly etag?: string;
  readonly problem?: Record<string, unknown>;
}
const bulk = async (who: string, commands: unknown, more: Record<string, string> = {}) => {
  const { status, body, headers: answered } = await sales.post(who, 'bulk', { commands }, more);
  return { status, body, headers: answered, items: body['items'] as readonly Item[] };
};
const lead = (name: string) => ({ path: 'leads', body: { channel: 'phone', person: { name } } });

describe('a request of many commands', () => {
  it('answers each of them, and what is wrong with one costs no other', async () => {
    const { items: made } = await bulk('ana', [lead('Ada'), lead('Bea')]);
    const [first, second] = made.map(({ body }) => body?.id);
    const {
      status,
      items,
      headers: answered,
    } = await bulk('ana', [
      { path: `leads/${first}/disqualify`, body: { reason: 'no-budget' }, ifMatch: '"1"' },
      { path: `leads/${second}/disqualify`, body: { reason: 'No Budget' } },
      { path: `leads/${second}/assign`, body: { owner: 'ben' }, ifMatch: '"9"' },
      { path: '../customers/merge', body: {} },
      'no command at all',
      { path: 'bulk', body: { commands: [] } },
      { path: 'nothing/of-the-kind' },
      lead('Cleo'),
      { path: `leads/${second}/assign`, body: { owner: 'ben' } },
      { path: `leads/${second}/disqualify`, body: { reason: 'duplicate' } },
    ]);
    expect(status).toBe(200);
    expect(items.map((item) => item.status)).toEqual([200, 400, 412, 400, 400, 400, 404, 201, 200, 403]);
    expect(items[0]).toMatchObject({ body: { id: first, version: 2 }, etag: '"2"' });
    expect(items[2]?.problem).toMatchObject({ rule: 'stale-version' });
    expect(items[3]?.problem).toMatchObject({ errors: [{ pointer: '/commands/3/path' }] });
    // Commands of one record come in their order: the last one meets what the one before it did.
    expect(items[9]?.problem).toMatchObject({ rule: 'not-yours' });
    const last = decodeToken(answered.get(headers.position) as string)?.stores?.['sales'];
    const { events } = await sales.store.readStream(`lead-${second}`);
    expect((events.at(-1)?.position ?? '') <= (last ?? '')).toBe(true);
  });

  it('repeated does nothing twice and answers the same; another command under its key is refused alone', async () => {
    const again = { 'idempotency-key': newKey() };
    const commands = [lead('Dora'), lead('Eve'), { path: 'leads', body: {} }];
    const first = await bulk('ana', commands, again);
    expect(first.items.map(({ status }) => status)).toEqual([201, 201, 400]);
    const second = await bulk('ana', commands, again);
    expect(second.items.map(({ status, body }) => [status, body])).toEqual(
      first.items.map(({ status, body }) => [status, body]),
    );
    const other = await bulk('ana', [lead('Dora'), lead('Fay')], again);
    expect(other.items.map(({ status }) => status)).toEqual([201, 422]);
    expect(other.items[0]?.body).toEqual(first.items[0]?.body);
    expect(await sales.typesOf(`lead-${first.items[0]?.body?.id}`)).toHaveLength(2);
  });

  it.each([
    ['without a list', { commands: 7 }, {}],
    ['without a command', { commands: [] }, {}],
    ['of more than 500 commands', { commands: Array.from({ length: 501 }, () => lead('X')) }, {}],
    ['without an Idempotency-Key', { commands: [lead('X')] }, { 'idempotency-key': '' }],
  ])('%s is refused as a whole', async (_, body, more) => {
    expect(await sales.post('ana', 'bulk', body, more)).toMatchObject({ status: 400 });
  });

  it('is for those who give commands', async () => {
    expect((await bulk('reader', [lead('X')])).status).toBe(403);
  });
});

describe('1 000 customers of a rep who leaves', () => {
  it('get another owner by one command, and who owned each of them on a day is known', async () => {
    const lists = [0, 1].map((half) => Array.from({ length: 500 }, (_, n) => lead(`Customer ${half * 500 + n}`)));
    const made = (await Promise.all(lists.map((commands) => bulk('ben', commands)))).flatMap(({ items }) => items);
    const ids = made.map(({ body }) => body?.id as string);
    expect(new Set(ids).size).toBe(1_000);
    const requested = await sales.post('admin', 'reassignments', { to: 'cleo', from: 'ben' });
    expect(requested.status).toBe(202);
    const { body } = await eventually(
      'it is completed',
      () => sales.get('admin', `reassignments/${requested.body.id}`),
      ({ body: { status } }) => status === 'completed',
      { timeoutMs: 120_000 },
    );
    expect(body).toMatchObject({ done: body['total'], refused: [] });
    for (let from = 0; from < ids.length; from += 50) {
      const owners = await Promise.all(ids.slice(from, from + 50).map((id) => sales.get('cleo', `leads/${id}/owner`)));
      for (const { body: owner } of owners)
        expect(owner).toMatchObject({ owner: 'cleo', owners: [{ owner: 'ben' }, { owner: 'cleo' }] });
    }
    expect((await sales.get('admin', `leads/${ids[7]}/owner?on=2020-01-01`)).body).toMatchObject({ owner: null });
    expect(await sales.get('admin', `orders/${ids[7]}/owner`)).toMatchObject({ status: 400 });
  }, 240_000);
});
