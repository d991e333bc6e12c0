import { cpuOfThisProcess, cpuOfTree } from './cpu';
import type { Bench, Contender, Figures, Measured, OpenRow, Pace, Row } from './row';
import { median, quantile } from './statistics';

interface Sample {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly clientCpu: number;
  readonly serverCpu: number | undefined;
}

const sample = async (contender: Contender, ms: number, serverPid: number | undefined): Promise<Sample> => {
  await contender.prepare?.();
  const server = cpuOfTree(serverPid);
  const client = cpuOfThisProcess();
  const began = performance.now();
  const { count, latencies } = await contender.round(ms);
  const seconds = (performance.now() - began) / 1_000;
  const serverEnd = cpuOfTree(serverPid);
  return {
    perSecond: count / seconds,
    latencies,
    clientCpu: ((cpuOfThisProcess() - client) / count) * 1e6,
    serverCpu: server !== undefined && serverEnd !== undefined ? ((serverEnd - server) / count) * 1e6 : undefined,
  };
};

const summarise = ({ name, target }: Contender, samples: readonly Sample[], ours: readonly Sample[]): Figures => {
  const latencies = samples.flatMap((each) => [...each.latencies]);
  const rates = samples.map(({ perSecond }) => perSecond);
  const server = samples.map(({ serverCpu }) => serverCpu).filter((cpu) => cpu !== undefined);
  return {
    name,
    perSecond: median(rates),
    range: [Math.min(...rates), Math.max(...rates)],
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    clientCpu: median(samples.map(({ clientCpu }) => clientCpu)),
    serverCpu: server.length > 0 ? median(server) : undefined,
    ratio:
      samples === ours
        ? undefined
        : median(samples.map(({ perSecond }, round) => (ours[round]?.perSecond ?? 0) / perSecond)),
    target,
  };
};

const measureRounds = async (open: OpenRow, bench: Bench, { rounds, roundMs }: Pace) => {
  const samples = open.contenders.map((): Sample[] => []);
  // One round of each to warm up; then turns, so that a busy moment hits all of them alike.
  for (let round = -1; round < rounds; round++)
    for (const [index, contender] of open.contenders.entries()) {
      const taken = await sample(contender, round < 0 ? roundMs / 2 : roundMs, bench.serverPid);
      if (round >= 0) samples[index]?.push(taken);
    }
  const ours = samples[0] ?? [];
  const contenders = open.contenders.map((contender, index) => summarise(contender, samples[index] ?? [], ours));
  return { contenders, notes: open.notes?.() ?? [] };
};

export const measureRow = async (row: Row, bench: Bench, pace: Pace): Promise<Measured> => {
  const { name, what, unit } = row;
  if ('measure' in row) return { name, what, unit, ...(await row.measure(bench, pace)) };
  const open = await row.open(bench);
  return { name, what, unit, ...(await measureRounds(open, bench, pace).finally(() => open.close())) };
};
