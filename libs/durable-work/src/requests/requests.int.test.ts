import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openRequests, type Requests } from './requests';

const id = 'aaaaaaaa-0000-5000-8000-000000000001';

describe('requests by Idempotency-Key', () => {
  let database: TestDatabase;
  let requests: Requests<{ version: number }>;
  const open = (leaseMs?: number) =>
    openRequests<{ version: number }>({ pool: database.pool, schema: 'work_test', ...(leaseMs && { leaseMs }) });
  beforeEach(async () => {
    database = await testDatabase();
    requests = await open();
  });
  afterEach(() => database.drop());

  it('answers a repeated request as the first time', async () => {
    const begun = await requests.begin(id, 'a');
    expect(begun).toEqual({ status: 'begun', claim: 1 });
    await requests.finish(id, 1, { version: 7 });
    expect(await requests.begin(id, 'a')).toEqual({ status: 'answered', answer: { version: 7 } });
  });

  it('lets one of many run at the same time, and tells the others how long to wait at most', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => requests.begin(id, 'a')));
    expect(all.filter(({ status }) => status === 'begun')).toHaveLength(1);
    const waiting = all.flatMap((one) => (one.status === 'running' ? [one.forMs] : []));
    expect(waiting).toHaveLength(19);
    expect(waiting.every((ms) => ms > 0 && ms <= 30_000)).toBe(true);
  });

  it('tells another request under the same key from a repeated one, whether the first runs or is answered', async () => {
    await requests.begin(id, 'a');
    expect(await requests.begin(id, 'b')).toEqual({ status: 'other-request' });
    await requests.finish(id, 1, { version: 1 });
    expect(await requests.begin(id, 'b')).toEqual({ status: 'other-request' });
  });

  it('runs again at once what was given up', async () => {
    await requests.begin(id, 'a');
    await requests.giveUp(id, 1);
    expect(await requests.begin(id, 'a')).toEqual({ status: 'begun', claim: 2 });
  });

  it('runs again what a dead process held, and keeps the answer of the last run only', async () => {
    const hasty = await open(1);
    await hasty.begin(id, 'a');
    const second = await eventually(
      'the lease ran out',
      () => requests.begin(id, 'a'),
      ({ status }) => status === 'begun',
    );
    expect(second).toEqual({ status: 'begun', claim: 2 });
    await hasty.finish(id, 1, { version: 1 });
    await hasty.giveUp(id, 1);
    expect(await requests.begin(id, 'a')).toMatchObject({ status: 'running' });
    await requests.finish(id, 2, { version: 2 });
    expect(await requests.begin(id, 'a')).toEqual({ status: 'answered', answer: { version: 2 } });
  });
});
