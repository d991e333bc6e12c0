import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { callAtPace } from '../harness/paced';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { median, quantile } from '../harness/statistics';
import { fillLog } from '../product/filled-log';
import { openLiveReads, type LiveReads } from '../product/live-reads';
import { openLogServer } from '../product/log-server';
import { allowSteward } from '../product/steward';

const sizes = ({ quick }: Bench) =>
  quick ? { events: 300, people: 20, perSecond: 20 } : { events: 30_000, people: 2_000, perSecond: 200 };
const projection = 'customer-profile';
const mayTake = 1.5;

interface Round {
  readonly idle: readonly number[];
  readonly building: readonly number[];
  readonly seconds: number;
}

const readOnce = async ({ read, rebuild, abort }: LiveReads, perSecond: number, idleMs: number): Promise<Round> => {
  const idle = await callAtPace(perSecond, read, sleep(idleMs));
  const built = rebuild(projection);
  const building = await callAtPace(perSecond, read, built);
  const seconds = await built;
  await abort(projection);
  return { idle, building, seconds };
};

const p99 = (latencies: readonly number[]): number => quantile(latencies, 0.99) ?? Number.NaN;

const figuresOf = (name: string, perSecond: number, rounds: readonly (readonly number[])[]): Figures => {
  const all = rounds.flat();
  return { name, perSecond, p50: quantile(all, 0.5), p95: quantile(all, 0.95), p99: median(rounds.map(p99)) };
};

const compare = async (live: LiveReads, bench: Bench, { rounds }: Pace) => {
  const { quick } = bench;
  const { events, perSecond } = sizes(bench);
  await callAtPace(perSecond, live.read, sleep(quick ? 100 : 3_000)); // warm
  const taken: Round[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round++)
    taken.push(await readOnce(live, perSecond, quick ? 300 : 8_000));
  const idle = figuresOf(
    'profile reads, nothing is built',
    perSecond,
    taken.map((one) => one.idle),
  );
  const building = figuresOf(
    `profile reads while ${projection} is built beside it`,
    perSecond,
    taken.map((one) => one.building),
  );
  const times = (building.p99 ?? Number.NaN) / (idle.p99 ?? Number.NaN);
  const seconds = median(taken.map((one) => one.seconds));
  return {
    contenders: [idle, { ...building, p99Target: mayTake * (idle.p99 ?? Number.NaN) }],
    notes: [
      `p99 is the median over the rounds; while building ${times.toFixed(2)} times that of nothing being built (at most ${mayTake}). A build took ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} facts a second.`,
    ],
  };
};

const measure = async (bench: Bench, pace: Pace) => {
  const { events, people } = sizes(bench);
  const log = await openLogServer(bench);
  const pool = new Pool({ connectionString: log.logUrl, max: 2 });
  const key = await fillLog(log, pool, events, people)
    .then(() => allowSteward(pool))
    .finally(() => pool.end());
  const live = await openLiveReads(log, await bench.database(), key);
  return compare(live, bench, pace).finally(() => live.close());
};

export const rebuildUnderReads: OwnPaceRow = {
  name: 'rebuild.reads',
  what: `GET /customers/{id}, 200 a second at a fixed pace, while nothing is built and while a version of the same read model is built beside the one that answers, from 30 000 facts of 2 000 people, by the process that keeps the live ones; half of the time as REBUILD_SHARE allows unless told. Log and read models are on one server here.`,
  unit: 'requests',
  measure,
};
