import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PostgresNotStarted } from './postgres-not-started';

export type PidFile = { pid: number; port: number; status: string };

export const readPidFile = async (dataDir: string): Promise<PidFile | undefined> => {
  const lines = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => undefined,
  );
  if (!lines) return undefined;
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
};

const isServerOf = async (dataDir: string, pid: string): Promise<boolean> => {
  const [folder, name] = await Promise.all([readlink(`/proc/${pid}/cwd`), readFile(`/proc/${pid}/comm`, 'utf8')]);
  return folder === dataDir && name.startsWith('postgres');
};

/** Server processes inside the directory, a killed server's last sessions included: two servers in it would destroy it. */
const processesInside = async (dataDir: string): Promise<number[]> => {
  const inside = await realpath(dataDir);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => isServerOf(inside, pid).catch(() => false)));
  return pids.filter((_, index) => found[index]).map(Number);
};

const namedInPidFile = async (dataDir: string): Promise<number[]> => {
  const file = await readPidFile(dataDir);
  if (!file) return [];
  const command = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(file.pid)]).catch(() => undefined);
  return command?.stdout.includes('postgres') ? [file.pid] : [];
};

const occupants = process.platform === 'linux' ? processesInside : namedInPidFile;

// A server whose parent was killed a moment ago is on its way out; one that stays ready belongs to somebody.
const patience = { ready: 3_000, leaving: 60_000 };

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Process numbers repeat after a restart of the machine or container, and then PostgreSQL takes a stranger for its predecessor. */
const removeStrangersLock = async (dataDir: string): Promise<void> => {
  const file = await readPidFile(dataDir);
  if (!file || !isAlive(file.pid) || (await occupants(dataDir)).length > 0) return;
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
};

export const waitUntilVacant = async (dataDir: string): Promise<void> => {
  const began = Date.now();
  for (;;) {
    const [occupant] = await occupants(dataDir);
    if (occupant === undefined) return removeStrangersLock(dataDir);
    const file = await readPidFile(dataDir);
    const isServing = file?.pid === occupant && file.status === 'ready';
    if (Date.now() - began > (isServing ? patience.ready : patience.leaving)) {
      throw new PostgresNotStarted(
        `${dataDir} is already served by process ${occupant}: stop it, or choose another TOUCHSTONE_DATA.`,
      );
    }
    await sleep(50);
  }
};
