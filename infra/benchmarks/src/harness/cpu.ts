import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

// pid (comm) state ppid ... utime stime cutime cstime: the name may hold spaces, so count from its end.
const statOf = (pid: string | number) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (...indexes: number[]) => indexes.reduce((sum, index) => sum + Number(fields[index]), 0);
    return { pid: Number(pid), parent: Number(fields[1]), own: ticks(11, 12), reaped: ticks(13, 14) };
  } catch {
    return undefined;
  }
};

/** Process numbers of the children that run now. */
export const childrenOf = (pid: number): number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === pid)
      .map(Number);
  } catch {
    return [];
  }
};

/** CPU seconds of a process and its children so far, those that ended included. Undefined where /proc is not there. */
export const cpuOfTree = (pid: number | undefined): number | undefined => {
  const root = pid === undefined ? undefined : statOf(pid);
  if (!root) return undefined;
  const children = childrenOf(root.pid).map(statOf);
  return children.reduce((sum, stat) => sum + (stat?.own ?? 0), root.own + root.reaped) / ticksPerSecond;
};

export const cpuOfThisProcess = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** CPU seconds of one process so far, without its children. */
export const cpuOf = (pid: number): number | undefined => {
  const stat = statOf(pid);
  return stat && stat.own / ticksPerSecond;
};
