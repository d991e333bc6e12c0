import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ConfigurationError } from '@touchstone/service-host';

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one of the same number. */
  readonly started: string;
  /** Machine and process namespace: only there do process numbers mean anything. */
  readonly place: string;
  readonly id: string;
}

export interface DataLock {
  release(): Promise<void>;
}

const heartbeatMs = 2_000;

const startOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The name in parentheses may hold spaces; the start time is the 20th field after it.
    return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  }
  const asked = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return asked?.stdout.trim() || undefined;
};

const placeOf = async (): Promise<string> => {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${hostname()} ${namespace} ${boot.trim()}`;
};

// What a power failure may leave of a lock: it belongs to nobody, unless it still beats.
const torn: Owner = { pid: 0, started: '', place: '', id: 'torn' };

const read = async (path: string): Promise<Owner | undefined> => {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return torn;
  }
};

// Another machine or container on the same disk: its process cannot be looked up, but its heartbeat can be seen.
const beats = async (path: string): Promise<boolean> => {
  const before = (await stat(path)).mtimeMs;
  await sleep(2.5 * heartbeatMs);
  return (await stat(path)).mtimeMs !== before;
};

const lives = async (path: string, owner: Owner, place: string): Promise<boolean> =>
  owner.place === place ? (await startOf(owner.pid)) === owner.started : beats(path).catch(() => false);

const inUse = (dataDir: string, { pid, place }: Owner): ConfigurationError =>
  new ConfigurationError(
    `${dataDir} is in use by process ${pid} on ${place.split(' ')[0]}: stop that one first, or set TOUCHSTONE_DATA to another directory.`,
  );

// Moved aside before it is removed: of two that find the same leftover, one moves it and the other starts over.
const removeLeftover = async (path: string, leftover: Owner): Promise<void> => {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  const moved = await read(aside);
  if (moved && moved.id !== leftover.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
};

const claim = async (path: string, owner: Owner): Promise<boolean> => {
  const draft = `${path}.${owner.id}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    await rm(draft, { force: true });
  }
};

/**
 * Makes this process the only one on the data directory, or throws a sentence. After a kill -9 the next start sees that
 * the process in the lock is gone and takes it over.
 */
export const lockData = async (dataDir: string): Promise<DataLock> => {
  const path = join(dataDir, 'lock');
  const [place, started] = await Promise.all([placeOf(), startOf(process.pid)]);
  const owner: Owner = { pid: process.pid, started: started ?? '', place, id: randomUUID() };
  while (!(await claim(path, owner))) {
    const holder = await read(path);
    if (!holder) continue;
    if (await lives(path, holder, place)) throw inUse(dataDir, holder);
    await removeLeftover(path, holder);
  }
  const held = await read(path);
  if (held && held.id !== owner.id) throw inUse(dataDir, held);
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), heartbeatMs);
  beat.unref();
  const release = async () => {
    clearInterval(beat);
    if ((await read(path))?.id === owner.id) await rm(path, { force: true });
  };
  return { release };
};
