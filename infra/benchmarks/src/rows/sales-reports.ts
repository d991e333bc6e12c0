import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Pool } from 'pg';
import { callFor } from '../harness/callers';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { quantile } from '../harness/statistics';
import { until } from '../harness/until';
import { serve, type Served } from '../plain/serve';
import { openLogServer } from '../product/log-server';
import { salesModels, serveProjections, slotsOf } from '../product/projections';
import { serveRepository } from '../product/repository';
import { allow, serveSales } from '../product/sales';
import { seedOpportunities } from '../product/sales-rows';

const callers = 4;
const program = join(__dirname, '../../../../apps/query-api/dist/main.js');
const bare = join(__dirname, '../plain/bare-reports.js');
const questions = {
  'GET /sales/pipeline': '/sales/pipeline',
  'GET /sales/forecast as of now': '/sales/forecast?by=stage',
  'GET /sales/forecast as of a past day': '/sales/forecast?by=stage&asOf=2026-01-20',
};

const getter = (url: string, key: string, agent: Agent) => (path: string) =>
  new Promise<number>((resolve, reject) => {
    const call = request(url + path, { agent, headers: { authorization: `Bearer ${key}` } }, (answer) =>
      answer
        .resume()
        .once('end', () => (answer.statusCode === 200 ? resolve(1) : reject(new Error(`HTTP ${answer.statusCode}`)))),
    );
    call.once('error', reject).end();
  });

/** Every service that an answer rests on, and so many open opportunities in the read models. */
const openReports = async (bench: Bench) => {
  const [log, url] = [await openLogServer(bench), await bench.database()];
  const [pool, read] = [
    new Pool({ connectionString: log.logUrl, max: 1 }),
    new Pool({ connectionString: url, max: 1 }),
  ];
  const key = await allow(pool, 'admin', null);
  const started = [await serveSales(log), await serveRepository(log), await serveProjections(log, url)];
  const [sales, repository, projections] = started as [Served, Served, Served];
  await until('the read models of sales are there', async () => (await slotsOf(read, salesModels)) === 3);
  await seedOpportunities(read, bench.quick ? 500 : 100_000);
  const addresses = { REPOSITORY_URL: repository.url, PROJECTIONS_URL: projections.url, SALES_URL: sales.url };
  const ours = await serve(program, [], { ...log.env, ...addresses, READ_DATABASE_URL: url });
  const plain = await serve(bare, [url]);
  const close = async () => {
    await Promise.all([...started, ours, plain].map((one) => one.stop()));
    await Promise.all([pool.end(), read.end()]);
  };
  return { ours, plain, key, close };
};

const compare = async (
  [name, path]: readonly [string, string],
  [ours, plain]: readonly ((path: string) => Promise<number>)[],
  { rounds, roundMs }: Pace,
): Promise<Figures[]> => {
  const latencies: [number[], number[]] = [[], []];
  let count = 0;
  // One round of each to warm up, then turns.
  for (let round = -1; round < rounds; round++)
    for (const [index, get] of [ours, plain].entries()) {
      const taken = await callFor(round < 0 ? roundMs / 2 : roundMs, callers, () =>
        (get as (path: string) => Promise<number>)(path),
      );
      if (round >= 0) latencies[index]?.push(...taken.latencies);
      if (round >= 0 && index === 0) count += taken.count;
    }
  const [own, other] = latencies.map((all) => [0.5, 0.95, 0.99].map((share) => quantile(all, share)));
  const figures = (all: typeof own) => ({ p50: all?.[0], p95: all?.[1], p99: all?.[2] });
  return [
    { name: `Touchstone, ${name}`, perSecond: (count / (rounds * roundMs)) * 1_000, ...figures(own) },
    { name: 'bare Fastify, the SQL of it', ...figures(other), ratio: (other?.[1] ?? 0) / (own?.[1] ?? 1), target: 0.5 },
  ];
};

const measure = async (bench: Bench, pace: Pace) => {
  const { ours, plain, key, close } = await openReports(bench);
  const agent = new Agent({ keepAlive: true });
  try {
    const both = [getter(ours.url, key, agent), getter(plain.url, key, agent)];
    const contenders: Figures[] = [];
    for (const question of Object.entries(questions)) contenders.push(...(await compare(question, both, pace)));
    return { contenders, notes: [] };
  } finally {
    agent.destroy();
    await close();
  }
};

export const salesReports: OwnPaceRow = {
  name: 'sales.reports',
  what: `pipeline and forecast over 100 000 open opportunities of 50 reps, ${callers} connections, with key, age and position; ours / it is the p95 of the other over ours: 0.5x is twice as long.`,
  unit: 'requests',
  measure,
};
