import { listen } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { newKey, openSales, secrets, type Answer, type OpenSales } from '../running-sales.test-data';
import { start } from '../start';

let log: TestDatabase;
let keys: TestDatabase;
let here: OpenSales;
let there: { url: string; close(): Promise<void> };
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  here = await openSales(log, keys);
  const second = await start({ logUrl: log.url, keysUrl: keys.url, secrets, phoneRegion: 'GB' });
  const server = await listen(second, 0);
  there = { url: server.url, close: () => server.close().then(() => second.close()) };
});
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await Promise.all([log.drop(), keys.drop()]);
});

type Side = 'here' | 'there';
const send = async (side: Side, who: string, path: string, body: object, more: Record<string, string> = {}) => {
  const { url } = side === 'here' ? here.server : there;
  const headers = { authorization: `Bearer ${who}`, 'content-type': 'application/json', 'idempotency-key': newKey() };
  const answer = await fetch(`${url}/sales/${path}`, {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { ...headers, ...more },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
};
const stage = (name: string) => ({ stage: name, name, probability: '0.5' });
const amountOf = (n: number) => ({ amount: { amount: String(n), currency: 'EUR' } });

/** A pipeline, and an opportunity of ana that was opened here. */
const prepared = async () => {
  const stages = [stage('first'), stage('second')];
  const { body: pipeline } = await send('here', 'admin', 'pipelines', { name: 'New', stages });
  const { body: contact } = await send('here', 'ana', 'contacts', { person: { name: 'Ada' } });
  const wish = {
    pipelineId: pipeline.id,
    name: 'Seats',
    contact: contact.id,
    expectedClose: '2099-06-30',
    ...amountOf(1),
  };
  const opened = await send('here', 'ana', 'opportunities', wish);
  expect(opened).toMatchObject({ status: 201, body: { version: 0 } });
  return { id: opened.body.id, pipelineId: pipeline.id, stages };
};
const stored = async (): Promise<number> =>
  Number((await log.pool.query('SELECT count(*) AS n FROM store_sales.events')).rows[0].n);

describe('a command of one append', () => {
  it('goes on from what another process appended meanwhile', async () => {
    const { id } = await prepared();
    for (let n = 1; n <= 8; n++) {
      const side = n % 3 === 0 ? 'here' : 'there';
      const done = await send(side, 'ana', `opportunities/${id}/revise`, amountOf(n + 1));
      expect(done).toMatchObject({ status: 200, body: { version: n } });
    }
    const same = await send('here', 'ana', `opportunities/${id}/revise`, amountOf(9));
    expect(same).toMatchObject({ status: 200, body: { version: 8 } });
    expect((await here.get('ana', `opportunities/${id}`)).body).toMatchObject(amountOf(9));
  });

  it('is decided on the stages that another process published', async () => {
    const { id, pipelineId, stages } = await prepared();
    const third = [stages[0], stage('third')];
    await send('there', 'admin', `pipelines/${pipelineId}/publish`, { name: 'New', stages: third });
    const gone = await send('here', 'ana', `opportunities/${id}/move`, { stage: 'second' });
    expect(gone).toMatchObject({ status: 422, body: { rule: 'unknown-stage' } });
    const moved = await send('here', 'ana', `opportunities/${id}/move`, { stage: 'third' });
    expect(moved).toMatchObject({ status: 200, body: { version: 1 } });
  });

  it('is refused to who owned the record until another process gave it away', async () => {
    const { id } = await prepared();
    await send('there', 'admin', `opportunities/${id}/assign`, { owner: 'ben' });
    const refused = await send('here', 'ana', `opportunities/${id}/revise`, amountOf(2));
    expect(refused).toMatchObject({ status: 403, body: { rule: 'not-yours' } });
    const stale = await send('here', 'ben', `opportunities/${id}/revise`, amountOf(2), { 'if-match': '"0"' });
    expect(stale).toMatchObject({ status: 412, body: { rule: 'stale-version', actual: 1 } });
    expect(await send('here', 'ben', `opportunities/${id}/revise`, amountOf(2))).toMatchObject({ status: 200 });
  });

  it('has its answer beside its event, and repeats it in every process', async () => {
    const { id } = await prepared();
    const again = { 'idempotency-key': newKey() };
    const first = await send('here', 'ana', `opportunities/${id}/win`, { reason: 'price' }, again);
    await send('here', 'ana', `opportunities/${id}/reopen`, { expectedClose: '2099-07-31', stage: 'first' });
    for (const side of ['here', 'there'] as const) {
      const repeated = await send(side, 'ana', `opportunities/${id}/win`, { reason: 'price' }, again);
      expect(repeated).toMatchObject({ status: 200, body: first.body });
      for (const name of ['etag', 'touchstone-position'])
        expect(repeated.headers.get(name)).toBe(first.headers.get(name));
      const other = await send(side, 'ana', `opportunities/${id}/win`, { reason: 'service' }, again);
      expect(other).toMatchObject({ status: 422, body: { type: 'urn:touchstone:problem:idempotency-key-reused' } });
    }
    // One transaction wrote each event and its answer: a lease was never taken.
    const { rows } = await log.pool.query(
      `SELECT count(*)::int AS n FROM store_sales.events e
       JOIN work_sales.requests r ON r.id::text = e.metadata::jsonb ->> 'causationId' AND r.xmin = e.xmin
       WHERE e.stream_id = 'opportunity-' || $1`,
      [id],
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('takes place once when its key comes with other requests at the same time, in two processes', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, prepared));
    const before = await stored();
    const again = { 'idempotency-key': newKey() };
    const sent = made.map(({ id }, index) =>
      send(index % 2 ? 'here' : 'there', 'ana', `opportunities/${id}/revise`, amountOf(2), again),
    );
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 409, 422].includes(status))).toBe(true);
    expect(await stored()).toBe(before + 1);
  });
});
