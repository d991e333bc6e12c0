import { migrate } from '@touchstone/migrations';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import type { PoolClient } from 'pg';
import { claimSlot, type SlotClaim } from './claim-slot';
import { freeSlots } from './free-slots';
import { CheckpointFellBack, CheckpointMoved, LeaseLost } from './lease-lost';
import { subscriptionMigrations } from './migrations';

const schema = 'follower';
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.pool, schema, subscriptionMigrations);
});
afterAll(() => database.drop());

let subscription = '';
beforeEach(() => (subscription = expect.getState().currentTestName ?? ''));
const claim = (owner: string, options: Partial<SlotClaim> = {}) =>
  claimSlot({ pool: database.pool, schema, subscription, version: 1, slot: 0, owner, ...options });
const held = async (owner: string, options: Partial<SlotClaim> = {}) => {
  const slot = await claim(owner, options);
  if (!slot) throw new Error(`${owner} did not get the slot`);
  return slot;
};
const transaction = async (work: (client: PoolClient) => Promise<void>) => {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
/** An owner that does not renew is what a paused process looks like from outside. */
const paused = { leaseMs: 50, renewEveryMs: 0 };

describe('a slot', () => {
  it('has one owner at a time', async () => {
    const mine = await held('mine');
    expect(await claim('other')).toBeUndefined();
    await mine.release();
  });

  it('is free at once when somebody who knows says that every owner is gone', async () => {
    const lost = await held('killed', { renewEveryMs: 0 });
    await freeSlots(database.pool);
    const mine = await held('next');
    await expect(lost.advance('b 00000001')).rejects.toThrow(LeaseLost);
    await mine.release();
  });

  it('does not outlive its owner by the hour by which the clock of the server was set back', async () => {
    await held('killed', { renewEveryMs: 0 });
    await database.pool.query(
      `UPDATE ${schema}.slots SET expires_at = expires_at + interval '1 hour' WHERE subscription = $1`,
      [subscription],
    );
    await (await held('next')).release();
  });

  it('goes to one of two that ask at the same moment', async () => {
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner)));
    const owners = claims.filter((slot) => slot !== undefined);
    expect(owners).toHaveLength(1);
    await owners[0]?.release();
  });

  it('is lost when the server has forgotten what was committed, and begins again there', async () => {
    const first = await held('first');
    await first.advance('0001');
    first.restsOn('0001');
    await first.advance('0002');
    first.restsOn('0002');
    // What a server that crashed with commits still in its memory looks like afterwards.
    await database.pool.query(`UPDATE ${schema}.slots SET position = '0001' WHERE subscription = $1`, [subscription]);
    await expect(transaction((client) => first.progress(client, '0003'))).rejects.toThrow(CheckpointFellBack);
    expect(first.signal.aborted).toBe(true);
    await first.release();
    const again = await held('again');
    expect(again.position).toBe('0001');
    await again.release();
  });

  it('keeps its checkpoint for the next owner, who gets it at once after a release', async () => {
    const first = await held('first');
    await transaction((client) => first.commit(client, '0001'));
    await first.advance('0002');
    await first.release();
    const second = await held('second');
    expect(second.position).toBe('0002');
    expect(second.token).toBeGreaterThan(first.token);
    await second.release();
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const slot = await held('owner');
    const failing = transaction(async (client) => {
      await slot.commit(client, '0009');
      throw new Error('rows failed');
    });
    await expect(failing).rejects.toThrow('rows failed');
    await slot.release();
    expect((await held('next')).position).toBe('');
  });

  it('lets no paused owner write after somebody took over', async () => {
    await database.pool.query(`CREATE TABLE written (owner text)`);
    const old = await held('old', paused);
    const late = transaction(async (client) => {
      await client.query(`INSERT INTO written VALUES ('old')`);
      await eventually(
        'a new owner',
        () => claim('new', { leaseMs: 60_000 }),
        (slot) => slot !== undefined,
      );
      await old.commit(client, '0001');
    });
    await expect(late).rejects.toThrow(LeaseLost);
    expect(old.signal.aborted).toBe(true);
    await expect(old.renew()).rejects.toThrow(LeaseLost);
    expect((await database.pool.query('SELECT * FROM written')).rows).toEqual([]);
  });

  it('is freed by the server when its owner stops between checkpoint and commit', async () => {
    const old = await held('old', { leaseMs: 1000, renewEveryMs: 0 });
    const stopped = await database.pool.connect();
    stopped.on('error', () => undefined);
    await stopped.query('BEGIN');
    await old.commit(stopped, '0001');
    const taken = await eventually(
      'a new owner',
      () => claim('new'),
      (slot) => slot !== undefined,
    );
    expect(taken?.position).toBe('');
    stopped.release(true);
    await taken?.release();
  });

  it('stays with an owner that is idle, by a timer', async () => {
    const idle = await held('idle', { leaseMs: 120 });
    const before = await expiry();
    await eventually('a later expiry', expiry, (after) => after > before);
    expect(await claim('other')).toBeUndefined();
    await idle.release();
  });

  it('refuses to go back', async () => {
    const slot = await held('owner');
    await slot.advance('0005');
    await expect(slot.advance('0004')).rejects.toThrow(CheckpointMoved);
    await slot.release();
  });

  it('takes the same progress once, so that a commit without an answer cannot be repeated', async () => {
    const slot = await held('owner');
    await transaction((client) => slot.progress(client, '0005'));
    await expect(transaction((client) => slot.progress(client, '0005'))).rejects.toThrow(CheckpointMoved);
    expect(await slot.standing()).toEqual({ position: '0005' });
    await slot.release();
  });
});

const expiry = async (): Promise<number> => {
  const { rows } = await database.pool.query(`SELECT expires_at FROM ${schema}.slots WHERE subscription = $1`, [
    subscription,
  ]);
  return (rows[0] as { expires_at: Date }).expires_at.getTime();
};
