import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openVault } from './open-vault';
import { openText, sealText } from './text-box';
import type { Vault } from './vault';

const ann = 'a'.repeat(32);
const wrappingKey = randomBytes(32);
const note = { identity: ann, id: 'n1', purpose: 'answer' };

let database: TestDatabase;
let vault: Vault;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('DROP SCHEMA IF EXISTS keys CASCADE');
  vault = await openVault({ pool: database.pool, wrappingKey });
});
const other = (cacheMs: number) => openVault({ pool: database.pool, wrappingKey, cacheMs });

it('reads nothing of what was sealed before, and nothing of the key is left', async () => {
  const box = await sealText(vault, note, 'secret');
  expect(await vault.livingKeys([ann])).toEqual([{ identity: ann, generation: 1 }]);
  expect(await vault.destroyKeys([ann])).toEqual([{ identity: ann, generation: 1 }]);
  expect(await openText(vault, note, box)).toBeUndefined();
  expect(await openText(await other(0), note, box)).toBeUndefined();
  expect(await vault.livingKeys([ann])).toEqual([]);
  const { rows } = await database.pool.query('SELECT wrapped, deleted_at FROM keys.keys');
  expect(rows).toEqual([{ wrapped: null, deleted_at: expect.any(Date) }]);
});

it('seals under the next generation for somebody who comes back, never under the old one', async () => {
  const before = await sealText(vault, note, 'before');
  await vault.destroyKeys([ann]);
  const after = await sealText(vault, note, 'after');
  expect(await vault.livingKeys([ann])).toEqual([{ identity: ann, generation: 2 }]);
  expect([await openText(vault, note, before), await openText(vault, note, after)]).toEqual([undefined, 'after']);
});

it('answers the same when it is asked again', async () => {
  await sealText(vault, note, 'secret');
  const first = await vault.destroyKeys([ann]);
  const { rows } = await database.pool.query('SELECT deleted_at FROM keys.keys');
  expect(await vault.destroyKeys([ann])).toEqual(first);
  expect((await database.pool.query('SELECT deleted_at FROM keys.keys')).rows).toEqual(rows);
  expect(await vault.destroyKeys(['f'.repeat(32)])).toEqual([]);
});

it('finishes an old erasure without touching a key that was made since', async () => {
  await sealText(vault, note, 'before');
  const requested = await vault.livingKeys([ann]);
  await vault.destroyKeys(requested);
  const after = await sealText(vault, note, 'after');
  expect(await vault.destroyKeys(requested)).toEqual(requested);
  expect(await openText(await other(0), note, after)).toBe('after');
});

it('never makes a generation that is erased in the log but missing in a restored backup', async () => {
  await vault.destroyKeys([{ identity: ann, generation: 3 }]);
  await sealText(vault, note, 'after');
  expect(await vault.livingKeys([ann])).toEqual([{ identity: ann, generation: 4 }]);
});

describe('an append that races an erasure', () => {
  it('is unreadable when it was sealed under a key still in memory, and the memory ends with its stated life', async () => {
    const slow = await other(200);
    await sealText(slow, note, 'warm up');
    await vault.destroyKeys([ann]);
    const raced = await sealText(slow, note, 'raced');
    expect(raced.readUInt32BE(1)).toBe(1);
    expect(await openText(vault, note, raced)).toBeUndefined();
    await sleep(220);
    const later = await sealText(slow, note, 'later');
    expect(later.readUInt32BE(1)).toBe(2);
    expect(await openText(slow, note, raced)).toBeUndefined();
  });

  it('never makes a key readable again, whatever the order', async () => {
    const vaults = await Promise.all([other(0), other(0), other(0)]);
    const boxes: Buffer[] = [];
    for (let round = 0; round < 20; round++) {
      const sealing = vaults.map(async (one) => boxes.push(await sealText(one, note, `${round}`)));
      await Promise.all([...sealing, vault.destroyKeys([ann])]);
    }
    await vault.destroyKeys([ann]);
    for (const box of boxes) expect(await openText(vaults[0]!, note, box)).toBeUndefined();
    const { rows } = await database.pool.query(
      'SELECT count(*)::int AS living FROM keys.keys WHERE wrapped IS NOT NULL',
    );
    expect(rows).toEqual([{ living: 0 }]);
  });
});
