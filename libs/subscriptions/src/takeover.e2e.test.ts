import { resolve } from 'node:path';
import { migrate } from '@touchstone/migrations';
import { eventually, spawnService, testDatabase, type Service, type TestDatabase } from '@touchstone/testing';
import { claimSlot, type HeldSlot } from './claim-slot';
import { subscriptionMigrations } from './migrations';

const schema = 'follower';
const script = resolve(__dirname, '../dist/testing/hold-slot.js');
const leaseMs = 1500;
let database: TestDatabase;
let holder: Service;
beforeEach(async () => {
  database = await testDatabase();
  await migrate(database.pool, schema, subscriptionMigrations);
  await database.pool.query(`CREATE TABLE ${schema}.written (token bigint, at timestamptz DEFAULT clock_timestamp())`);
  holder = await spawnService(script, { args: [database.url, schema, 'a', String(leaseMs)], ready: /holds the slot/ });
});
afterEach(async () => {
  await holder.kill('SIGKILL');
  await database.drop();
});

const takeOver = async (): Promise<HeldSlot> => {
  const claim = () => claimSlot({ pool: database.pool, schema, subscription: 'held', version: 1, slot: 0, owner: 'b' });
  return (await eventually('the slot is free', claim, (slot) => slot !== undefined)) as HeldSlot;
};
const writtenUnder = async (token: bigint): Promise<number> => {
  const text = `SELECT count(*)::int AS rows FROM ${schema}.written WHERE token = $1`;
  const { rows } = await database.pool.query<{ rows: number }>(text, [String(token)]);
  return rows[0]?.rows ?? 0;
};

describe('a process that holds a slot', () => {
  it('is followed by another within its lease after kill -9', async () => {
    const beginning = () => database.pool.query(`SELECT 1 FROM ${schema}.written`);
    await eventually('it writes', beginning, ({ rows }) => rows.length > 0);
    const killedAt = Date.now();
    await holder.kill('SIGKILL');
    const taken = await takeOver();
    expect(Date.now() - killedAt).toBeLessThan(leaseMs + 20_000); // what a busy machine adds; 1 s between two claims is the rest
    expect(await writtenUnder(taken.token - 1n)).toBeGreaterThan(0);
    await taken.release();
  });

  it('cannot write when it wakes up from a pause in which another took over', async () => {
    process.kill(holder.pid, 'SIGSTOP');
    const taken = await takeOver();
    const before = await writtenUnder(taken.token - 1n);
    process.kill(holder.pid, 'SIGCONT');
    expect(await holder.exited).toMatchObject({ code: 1 });
    expect(await writtenUnder(taken.token - 1n)).toBe(before);
    await taken.advance('b 00000001');
    await taken.release();
  });
});
