import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { runTimers } from './run-timers';
import { openTimers, type Timers } from './timers';

const id = (n: number) => `aaaaaaaa-0000-5000-8000-${String(n).padStart(12, '0')}`;
const past = new Date('2020-01-01T00:00:00Z');
const never = new Date('2999-01-01T00:00:00Z');

describe('timers', () => {
  let database: TestDatabase;
  let timers: Timers;
  const open = (leaseMs?: number) =>
    openTimers({ pool: database.pool, schema: 'timers_test', ...(leaseMs && { leaseMs }) });
  const timer = (n: number, dueAt = past) => ({ id: id(n), kind: 'ring', dueAt, payload: { n } });
  beforeEach(async () => {
    database = await testDatabase();
    timers = await open();
  });
  afterEach(() => database.drop());

  it('fire when their time has come, once each, however many processes run them', async () => {
    for (let n = 0; n < 20; n++) await timers.schedule(timer(n));
    await timers.schedule(timer(99, never));
    await timers.schedule(timer(5));
    const rung: number[] = [];
    const reactions = {
      ring: async ({ payload }: { payload: Record<string, unknown> }) => void rung.push(payload['n'] as number),
    };
    const running = [1, 2, 3].map(() => runTimers({ timers, reactions, pollMs: 10 }));
    await eventually(
      'all have rung',
      () => rung.length,
      (count) => count >= 20,
    );
    await Promise.all(running.map((one) => one.stop()));
    expect(rung.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('say how they stand, and are due again when they are asked to be', async () => {
    await timers.schedule(timer(1));
    const [due] = await timers.claimDue(['ring'], 1);
    await timers.postpone(due!, 0);
    expect(await timers.standing(id(1))).toMatchObject({ state: 'waiting', failures: 1 });
    expect(await timers.count('ring')).toEqual({ waiting: 1, failing: 1 });
    await timers.schedule(timer(1, never));
    const [again] = await timers.claimDue(['ring'], 1);
    expect(await timers.settle(again!, { found: 0 })).toBe(true);
    expect(await timers.standing(id(1))).toMatchObject({ state: 'fired', payload: { n: 1, found: 0 } });
    await timers.schedule(timer(1));
    expect(await timers.claimDue(['ring'], 1)).toHaveLength(1);
    expect(await timers.standing(id(1))).toMatchObject({ state: 'waiting', failures: 0 });
    expect((await timers.standing(id(1)))?.payload).toEqual({ n: 1 });
    expect(await timers.standing(id(2))).toBeUndefined();
  });

  it('of a dead process fire in another, and the dead one settles nothing', async () => {
    await timers.schedule(timer(1));
    const hasty = await open(1);
    const [dead] = await hasty.claimDue(['ring'], 1);
    const [taken] = await eventually(
      'the lease ran out',
      () => timers.claimDue(['ring'], 1),
      ({ length }) => length === 1,
    );
    expect(await timers.settle(dead!)).toBe(false);
    expect(await timers.renew(dead!)).toBe(false);
    expect(await timers.settle(taken!)).toBe(true);
  });

  it('that fail come back, and stop nobody', async () => {
    await timers.schedule(timer(1));
    await timers.schedule(timer(2));
    const rung: unknown[] = [];
    let failures = 0;
    const ring = async ({ payload }: { payload: Record<string, unknown> }) => {
      if (payload['n'] === 1 && failures === 0) throw new Error('no bell');
      rung.push(payload['n']);
    };
    const running = runTimers({ timers, reactions: { ring }, pollMs: 10, onFailure: () => (failures += 1) });
    await eventually(
      'both have rung',
      () => rung.length,
      (count) => count === 2,
    );
    await running.stop();
    expect({ rung, failures }).toEqual({ rung: [2, 1], failures: 1 });
  });
});
