import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openRequests, type Begun, type Requests } from './requests';

const id = 'aaaaaaaa-0000-5000-8000-000000000001';

describe('requests by Idempotency-Key', () => {
  let database: TestDatabase;
  let requests: Requests<{ version: number }>;
  const begin = async (one: string, fingerprint: string, of = requests) =>
    (await of.begin([{ id: one, fingerprint }]))[0] as Begun<{ version: number }>;
  const finish = (one: string, claim: number, answer: { version: number }, of = requests) =>
    of.finish([{ id: one, claim, answer }]);
  const open = (leaseMs?: number) =>
    openRequests<{ version: number }>({ pool: database.pool, schema: 'work_test', ...(leaseMs && { leaseMs }) });
  beforeEach(async () => {
    database = await testDatabase();
    requests = await open();
  });
  afterEach(() => database.drop());

  it('answers a repeated request as the first time', async () => {
    const begun = await begin(id, 'a');
    expect(begun).toEqual({ status: 'begun', claim: 1 });
    await finish(id, 1, { version: 7 });
    expect(await begin(id, 'a')).toEqual({ status: 'answered', answer: { version: 7 } });
  });

  it('lets one of many run at the same time, and tells the others how long to wait at most', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => begin(id, 'a')));
    expect(all.filter(({ status }) => status === 'begun')).toHaveLength(1);
    const waiting = all.flatMap((one) => (one.status === 'running' ? [one.forMs] : []));
    expect(waiting).toHaveLength(19);
    expect(waiting.every((ms) => ms > 0 && ms <= 30_000)).toBe(true);
  });

  it('tells another request under the same key from a repeated one, whether the first runs or is answered', async () => {
    await begin(id, 'a');
    expect(await begin(id, 'b')).toEqual({ status: 'other-request' });
    await finish(id, 1, { version: 1 });
    expect(await begin(id, 'b')).toEqual({ status: 'other-request' });
  });

  it('finds of many at once what it finds of each, also when one of them comes twice', async () => {
    const ids = ['1', '2', '3'].map((n) => `bbbbbbbb-0000-5000-8000-00000000000${n}`);
    const [known = '', ...fresh] = ids;
    await begin(known, 'a');
    await finish(known, 1, { version: 7 });
    const arrived = [...ids, fresh[0] as string].map((one) => ({ id: one, fingerprint: 'a' }));
    const begun = await requests.begin([...arrived, { id: fresh[1] as string, fingerprint: 'b' }]);
    expect(begun).toEqual([
      { status: 'answered', answer: { version: 7 } },
      { status: 'begun', claim: 1 },
      { status: 'begun', claim: 1 },
      { status: 'running', forMs: expect.any(Number) },
      { status: 'other-request' },
    ]);
    await requests.finish(fresh.map((one, index) => ({ id: one, claim: 1, answer: { version: index } })));
    for (const [index, one] of fresh.entries())
      expect(await begin(one, 'a')).toEqual({ status: 'answered', answer: { version: index } });
  });

  it('runs again at once what was given up', async () => {
    await begin(id, 'a');
    await requests.giveUp(id, 1);
    expect(await begin(id, 'a')).toEqual({ status: 'begun', claim: 2 });
  });

  it('runs again what a dead process held, and keeps the answer of the last run only', async () => {
    const hasty = await open(1);
    await begin(id, 'a', hasty);
    const second = await eventually(
      'the lease ran out',
      () => begin(id, 'a'),
      ({ status }) => status === 'begun',
    );
    expect(second).toEqual({ status: 'begun', claim: 2 });
    await finish(id, 1, { version: 1 }, hasty);
    await hasty.giveUp(id, 1);
    expect(await begin(id, 'a')).toMatchObject({ status: 'running' });
    await finish(id, 2, { version: 2 });
    expect(await begin(id, 'a')).toEqual({ status: 'answered', answer: { version: 2 } });
  });
});
