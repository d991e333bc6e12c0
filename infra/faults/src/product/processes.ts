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

/** A process that stands still with its children: what is seen now is what a kill leaves. */
export interface Frozen {
  resume(): void;
  /** kill -9 of all of them. */
  kill(): void;
}

/** Stops a process where it stands, and its children but those named: it holds its port and its connections, and answers nothing. */
export const freeze = async (pid: number, except: readonly number[] = []): Promise<Frozen> => {
  signalIfThere(pid, 'SIGSTOP');
  const children = await childrenOf(pid);
  const stopped = [pid, ...children.filter((child) => !except.includes(child))];
  stopped.forEach((one) => signalIfThere(one, 'SIGSTOP'));
  return {
    resume: () => stopped.reverse().forEach((one) => signalIfThere(one, 'SIGCONT')),
    kill: () => [pid, ...children].forEach((one) => signalIfThere(one, 'SIGKILL')),
  };
};

/** Stops an embedded server of a data directory, sessions included. */
export const pauseServer = async (dataDir: string, name: ServerName): Promise<() => void> => {
  const { pid } = await serverOf(dataDir, name);
  return (await freeze(pid)).resume;
};

/** kill -9 of the server itself: its sessions follow, and the next start recovers from the log. */
export const killServer = async (dataDir: string, name: ServerName): Promise<number> => {
  const { pid } = await serverOf(dataDir, name);
  process.kill(pid, 'SIGKILL');
  return pid;
};
