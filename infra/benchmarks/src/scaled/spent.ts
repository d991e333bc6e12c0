import { cpuOfTree } from '../harness/cpu';
import { memoryOfTree } from '../harness/memory';

type Pids = Readonly<Record<string, number>>;

/** A figure for each kind of process. */
export type ByKind = ReadonlyMap<string, number>;

/** `touchpoint-gateway-2` is one of touchpoint-gateway, `kafka-1` one of kafka. */
export const kindOf = (name: string): string => name.replace(/-\d+$/, '');

const summed = (figures: readonly (readonly [kind: string, figure: number])[]): ByKind => {
  const sums = new Map<string, number>();
  for (const [kind, figure] of figures) sums.set(kind, (sums.get(kind) ?? 0) + figure);
  return sums;
};

/** CPU seconds that each kind spent meanwhile. A process that was started again meanwhile counts from its start. */
export const spentDuring = async (pids: () => Pids, task: () => Promise<unknown>): Promise<ByKind> => {
  const before = new Map(Object.values(pids()).map((pid) => [pid, cpuOfTree(pid) ?? 0]));
  await task();
  return summed(
    Object.entries(pids()).map(([name, pid]) => [kindOf(name), (cpuOfTree(pid) ?? 0) - (before.get(pid) ?? 0)]),
  );
};

/** MB of one process of each kind, the mean of all of them; a server with all of its processes is one. */
export const memoryOfOne = (pids: Pids): ByKind => {
  const names = Object.keys(pids).map(kindOf);
  const sums = summed(Object.entries(pids).map(([name, pid]) => [kindOf(name), memoryOfTree(pid)]));
  return new Map([...sums].map(([kind, sum]) => [kind, sum / names.filter((name) => name === kind).length]));
};
