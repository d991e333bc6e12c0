import { Pool } from 'pg';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { quantile } from '../harness/statistics';
import { leaseHolders, nextHolder, type LeaseHolders } from '../product/lease-holders';
import { openLogServer } from '../product/log-server';

const mostMs = 15_000;
const leaseMs = ({ quick }: Bench): number => (quick ? 1_000 : 10_000);

/** Kills whoever holds the lease, so often; answers with the milliseconds until the one that stood by works under it. */
const killHolders = async (holders: LeaseHolders, rounds: number): Promise<number[]> => {
  const took: number[] = [];
  let [working, standby] = [await holders.start(), undefined as Awaited<ReturnType<LeaseHolders['start']>> | undefined];
  try {
    let holder = await nextHolder(holders, undefined);
    for (let round = 0; round < rounds; round++) {
      standby = await holders.start();
      const began = performance.now();
      await working.kill();
      holder = await nextHolder(holders, holder);
      took.push(performance.now() - began);
      working = standby;
    }
    return took;
  } finally {
    await Promise.all([working.kill(), standby?.kill()]);
  }
};

const figuresOf = ({ name }: LeaseHolders, took: readonly number[]): Figures => ({
  name,
  p50: quantile(took, 0.5),
  p95: quantile(took, 0.95),
  p99: Math.max(...took),
  p99Target: mostMs,
});

const measure = async (bench: Bench, { rounds }: Pace) => {
  const log = await openLogServer(bench);
  const readUrl = await bench.database();
  const env = { ...log.env, READ_DATABASE_URL: readUrl, LEASE_MS: String(leaseMs(bench)) };
  const pools = [log.logUrl, readUrl].map((url) => new Pool({ connectionString: url, max: 2 })) as [Pool, Pool];
  const all = leaseHolders(...pools, env);
  try {
    const kills = Math.min(rounds, 3);
    const took = await Promise.all(all.map((holders) => killHolders(holders, kills)));
    return {
      contenders: all.map((holders, at) => figuresOf(holders, took[at] ?? [])),
      notes: [`${kills} kills of each.`],
    };
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
};

export const takeover: OwnPaceRow = {
  name: 'takeover',
  what: 'kill -9 of the process that holds the lease (10 s), until the one that stood by works under it; each a real process, all three kinds at the same time. The p99 is the slowest.',
  unit: 'takeovers',
  measure,
};
