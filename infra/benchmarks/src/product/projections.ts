import { join } from 'node:path';
import type { Pool } from 'pg';
import { until, untilOrFailed } from '../harness/until';
import { serve, type Served } from '../plain/serve';
import type { LogServer } from './log-server';

const program = join(__dirname, '../../../../apps/projections/dist/main.js');

const serveProjection = ({ env }: LogServer, readUrl: string, projection: string): Promise<Served> =>
  serve(program, [], { ...env, READ_DATABASE_URL: readUrl, PROJECTIONS: projection });

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
