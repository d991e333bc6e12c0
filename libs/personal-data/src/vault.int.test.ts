import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openVault } from './open-vault';
import { openText, sealText } from './text-box';
import { WrongWrappingKey } from './wrapping';

const identity = (digit: string) => digit.repeat(32);
const ann = identity('a');
const bob = identity('b');
const wrappingKey = randomBytes(32);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('DROP SCHEMA IF EXISTS keys CASCADE'));
const vault = (cacheMs?: number) => openVault({ pool: database.pool, wrappingKey, cacheMs });

describe('making keys', () => {
  it('gives an identity one key, whoever asks and however often', async () => {
    const vaults = [await vault(), await vault(), await vault(0)];
    const answers = await Promise.all(vaults.map((one) => one.sealingKeys([ann, bob, ann])));
    const exported = answers.map((keys) => [...keys.values()].map(({ key }) => key.export().toString('hex')).sort());
    expect(exported[1]).toEqual(exported[0]);
    expect(exported[2]).toEqual(exported[0]);
    expect(answers[0]!.get(ann)).toMatchObject({ identity: ann, generation: 1 });
  });

  it('makes one key per identity when many processes ask at the same moment', async () => {
    const vaults = await Promise.all([vault(), vault(), vault(), vault()]);
    const identities = Array.from({ length: 200 }, (_, n) => n.toString(16).padStart(32, '0'));
    const answers = await Promise.all(
      vaults.map((one, n) => one.sealingKeys(n % 2 ? identities : identities.toReversed())),
    );
    for (const name of identities) {
      const keys = new Set(answers.map((keys) => keys.get(name)!.key.export().toString('hex')));
      expect(keys.size).toBe(1);
    }
    const { rows } = await database.pool.query('SELECT count(*)::int AS keys FROM keys.keys');
    expect(rows).toEqual([{ keys: 200 }]);
  });

  it('opens a box in another process with the same wrapping key, and never with another one', async () => {
    const name = { identity: ann, id: 'r1', purpose: 'rejection' };
    const box = await sealText(await vault(), name, 'grüße');
    await expect(openText(await vault(), name, box)).resolves.toBe('grüße');
    await expect(openVault({ pool: database.pool, wrappingKey: randomBytes(32) })).rejects.toThrow(WrongWrappingKey);
  });

  it('keeps no key in the clear', async () => {
    const keys = await (await vault()).sealingKeys([ann]);
    const { rows } = await database.pool.query<{ wrapped: Buffer }>('SELECT wrapped FROM keys.keys');
    expect(rows[0]!.wrapped.includes(keys.get(ann)!.key.export())).toBe(false);
  });

  it('promises at most 60 s of life in memory', async () => {
    await expect(vault(60_001)).rejects.toThrow('0 to 60000 ms');
  });
});
