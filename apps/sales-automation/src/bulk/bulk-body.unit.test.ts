import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { BulkCommandBody } from './bulk.body';

const isRead = async (path: string) => (await validate(plainToInstance(BulkCommandBody, { path }))).length === 0;

describe('the address of a command', () => {
  it.each(['leads', 'leads/0190f3c4-0000-7000-8000-000000000201/assign', 'price-lists/EUR/withdraw'])(
    'may be %s',
    async (path) => expect(await isRead(path)).toBe(true),
  );
  it.each(['bulk', '/leads', 'leads/', '../admin', 'leads?x=1', 'leads/%2e%2e'])('is not %s', async (path) =>
    expect(await isRead(path)).toBe(false),
  );
});
