import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCredentials, saveCredentials } from './credentials.files';
import { lockData, type DataLock } from './data-lock.files';
import { loadSecrets } from './secrets.files';

let dataDir: string;
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'touchstone-data-'))));
afterEach(() => rm(dataDir, { recursive: true }));

describe('the lock of the data directory', () => {
  const lockFile = () => join(dataDir, 'lock');
  const held = async () => JSON.parse(await readFile(lockFile(), 'utf8'));

  it('refuses a second instance with a sentence, until it is released', async () => {
    const lock = await lockData(dataDir);
    await expect(lockData(dataDir)).rejects.toThrow(
      /is in use by process \d+ on .*: stop that one first, or set TOUCHSTONE_DATA/,
    );
    await lock.release();
    await (await lockData(dataDir)).release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it.each([
    ['of a process that was killed', () => ({ pid: spawnSync('true').pid })],
    ['of an earlier process with the number of a living one', () => ({ started: '1' })],
  ])('takes a lock over %s', async (_, changed) => {
    await lockData(dataDir);
    await writeFile(lockFile(), JSON.stringify({ ...(await held()), id: 'old', ...changed() }));
    const lock = await lockData(dataDir);
    expect((await held()).id).not.toBe('old');
    await lock.release();
  });

  it('lets one of many through that find the same leftover', async () => {
    await lockData(dataDir);
    await writeFile(lockFile(), JSON.stringify({ ...(await held()), id: 'old', started: '1' }));
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => lockData(dataDir)));
    const won = all.filter((one): one is PromiseFulfilledResult<DataLock> => one.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value.release();
  });

  it('refuses a directory that beats from another machine, and takes it over when the beat has stopped', async () => {
    const lock = await lockData(dataDir);
    await writeFile(lockFile(), JSON.stringify({ ...(await held()), place: 'elsewhere' }));
    await expect(lockData(dataDir)).rejects.toThrow('on elsewhere');
    await lock.release();
    await (await lockData(dataDir)).release();
  });
});

describe('the secrets', () => {
  it('are made once, readable by their owner only', async () => {
    const made = await loadSecrets(dataDir, false);
    expect(made.pepper).toHaveLength(32);
    expect(await loadSecrets(dataDir, true)).toEqual(made);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('are never made anew for data that is there', async () => {
    await expect(loadSecrets(dataDir, true)).rejects.toThrow(/secrets\.json is missing.*from a backup/);
  });

  it('must be whole', async () => {
    await writeFile(join(dataDir, 'secrets.json'), '{"pepper": "short"}');
    await expect(loadSecrets(dataDir, true)).rejects.toThrow('lacks a usable pepper, digestSecret, wrappingKey');
  });
});

describe('the credentials', () => {
  it('keep keys and password, whatever the ports are', async () => {
    const first = await loadCredentials(dataDir);
    const sqlUrl = `postgres://touchstone_analyst:${first.analystPassword}@127.0.0.1:4101/read`;
    await saveCredentials(dataDir, { url: 'http://127.0.0.1:4100', apiKey: first.apiKey, sqlUrl, writeKey: 'w' });
    expect(first.isNew).toBe(true);
    expect(await loadCredentials(dataDir)).toEqual({ ...first, writeKey: 'w', isNew: false });
    expect((await stat(join(dataDir, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });
});
