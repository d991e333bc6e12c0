import { readFileSync } from 'node:fs';
import { childrenOf } from './cpu';

const kilobytes = (path: string, field: string): number | undefined => {
  try {
    const [, found] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8')) ?? [];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
};

// What several processes share, as a PostgreSQL server's its buffers, counts in parts: the sum is what the machine gives.
const memoryOf = (pid: number): number =>
  kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') ?? kilobytes(`/proc/${pid}/status`, 'VmRSS') ?? 0;

/** MB that a process and its children hold now; 0 where /proc is not there. */
export const memoryOfTree = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, one) => sum + memoryOf(one), 0) / 1_024;
