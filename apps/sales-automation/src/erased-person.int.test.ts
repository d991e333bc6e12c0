import { openVault } from '@touchstone/personal-data';
import { listen } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { newKey, openSales, secrets, type OpenSales } from './running-sales.test-data';
import { start } from './start';

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

describe('a lead of an erased person', () => {
  it('takes nothing more, and says why', async () => {
    const person = { name: 'Ada Byron', email: 'ada@example.org' };
    const { id } = (await sales.post('ana', 'leads', { channel: 'phone', person })).body;
    const { events } = await sales.store.readStream(`lead-${id}`);
    const vault = await openVault({ pool: keys.pool, wrappingKey: secrets.wrappingKey });
    const named = events.flatMap(({ metadata }) => metadata.participants.map((one) => one.split(':')[2] as string));
    await vault.destroyKeys(new Set(named));
    await vault.close();
    // Another process: this one may have the keys in memory for up to a minute.
    const service = await start({ logUrl: log.url, keysUrl: keys.url, secrets });
    const server = await listen(service, 0);
    try {
      for (const [path, body] of Object.entries({
        [`leads/${id}/qualify`]: {},
        [`leads/${id}/disqualify`]: { reason: 'x' },
        [`leads/${id}/assign`]: { owner: 'ben' },
        activities: { kind: 'call', leadId: id, note: 'Ada Byron again' },
      })) {
        const headers = {
          authorization: 'Bearer ana',
          'content-type': 'application/json',
          'idempotency-key': newKey(),
        };
        const address = `${server.url}/sales/${path}`;
        const refused = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
        expect(refused.status).toBe(409);
        expect(await refused.json()).toMatchObject({
          rule: 'person-erased',
          detail: expect.stringContaining('erased'),
        });
      }
      const headers = { authorization: 'Bearer ana' };
      const read = await (await fetch(`${server.url}/sales/leads/${id}`, { headers })).json();
      expect(read).toMatchObject({ erased: true });
      expect(JSON.stringify(read)).not.toMatch(/Byron|ada@/);
      expect(await sales.typesOf(`lead-${id}`)).toHaveLength(events.length);
      const { rows } = await keys.pool.query(
        'SELECT 1 FROM keys.keys WHERE identity = ANY($1) AND deleted_at IS NULL',
        [named],
      );
      expect(rows).toEqual([]);
    } finally {
      await server.close();
      await service.close();
    }
  });
});
