import { join } from 'node:path';
import type { Pool } from 'pg';
import { until, untilOrFailed } from '../harness/until';
import { serve, type Served } from '../plain/serve';
import type { LogServer } from './log-server';

const program = join(__dirname, '../../../../apps/projections/dist/main.js');

const serveProjection = ({ env }: LogServer, readUrl: string, projection: string): Promise<Served> =>
  serve(program, [], { ...env, READ_DATABASE_URL: readUrl, PROJECTIONS: projection });

/** All projections in a process of their own. */
export const serveProjections = ({ env }: LogServer, readUrl: string): Promise<Served> =>
  serve(program, [], { ...env, READ_DATABASE_URL: readUrl });

export const salesModels: readonly string[] = ['sales-pipeline', 'sales-forecast', 'quota-attainment'];

/** How many of these read models have come to a position of their store; none while their tables are being made. */
export const slotsOf = async (pool: Pool, projections: readonly string[], position = ''): Promise<number> => {
  const text = 'SELECT count(*)::int AS n FROM touchstone.slots WHERE subscription = ANY ($1) AND position >= $2';
  return pool.query<{ n: number }>(text, [projections, position]).then(
    ({ rows }) => rows[0]?.n ?? 0,
    () => 0,
  );
};

/** Whether a slot is in a state; false while its tables are being made. */
const slotIs = async (pool: Pool, state: string, values: readonly string[] = []): Promise<boolean> => {
  const text = `SELECT 1 FROM touchstone.slots WHERE ${state}`;
  return pool.query(text, [...values]).then(
    ({ rows }) => rows.length > 0,
    () => false,
  );
};

/** Builds one read model from the log in a process of its own; seconds from taking its slot to having reached `head`. */
export const rebuild = async (log: LogServer, read: { url: string; pool: Pool }, projection: string, head: string) => {
  const starting = serveProjection(log, read.url, projection);
  await untilOrFailed('the slot is taken', starting, () => slotIs(read.pool, 'owner IS NOT NULL'));
  const began = performance.now();
  await until('the read model is built', () => slotIs(read.pool, 'position >= $1', [head]), { everyMs: 10 });
  const seconds = (performance.now() - began) / 1_000;
  await (await starting).stop();
  return seconds;
};
