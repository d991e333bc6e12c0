import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export type ServerName = 'log' | 'read';

export interface ServerAddress {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
}

/** An embedded server of a data directory, as it says itself. Throws while it is down. */
export const serverOf = async (dataDir: string, name: ServerName): Promise<ServerAddress> => {
  const folder = join(dataDir, `postgres-${name}`);
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
  const password = await readFile(join(folder, 'password'), 'utf8');
  return { pid: Number(lines[0]), port: Number(lines[3]), password: password.trim() };
};

const parentOf = async (pid: string): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; the parent is the second field behind it.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
};

const childrenOf = async (pid: number): Promise<number[]> => {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(all.map((one) => parentOf(one).catch(() => 0)));
  return all.filter((_, index) => parents[index] === pid).map(Number);
};

const signalIfThere = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended by itself a moment ago
  }
};

/** Stops a server where it stands, sessions included: it holds its port and its connections, and answers nothing. */
export const pauseServer = async (dataDir: string, name: ServerName): Promise<() => void> => {
  const { pid } = await serverOf(dataDir, name);
  signalIfThere(pid, 'SIGSTOP');
  const stopped = [pid, ...(await childrenOf(pid))];
  stopped.forEach((one) => signalIfThere(one, 'SIGSTOP'));
  return () => stopped.reverse().forEach((one) => signalIfThere(one, 'SIGCONT'));
};

/** kill -9 of the server itself: its sessions follow, and the next start recovers from the log. */
export const killServer = async (dataDir: string, name: ServerName): Promise<number> => {
  const { pid } = await serverOf(dataDir, name);
  process.kill(pid, 'SIGKILL');
  return pid;
};
