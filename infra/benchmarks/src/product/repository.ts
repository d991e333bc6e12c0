import { join } from 'node:path';
import { postgresEventStore } from '@touchstone/event-store';
import { appOf } from '@touchstone/topology';
import type { Pool } from 'pg';
import { until } from '../harness/until';
import { serve, type Served } from '../plain/serve';
import type { LogServer } from './log-server';

const program = join(__dirname, '../../../../apps/customer-repository/dist/main.js');

const { nodeArgs } = appOf('customer-repository');

/** The customer repository in a process of its own, as a deployment starts it: inbox and resolver. */
export const serveRepository = ({ env }: LogServer): Promise<Served> => serve(program, [], env, nodeArgs);

export const headOf = async (pool: Pool): Promise<string> => {
  const store = await postgresEventStore({ pool });
  return store.head().finally(() => store.close());
};

export const resolverReached = async (pool: Pool, position: string): Promise<boolean> => {
  const { rows } = await pool.query<{ there: boolean }>(
    'SELECT position >= $1 AS there FROM resolver.slots WHERE subscription = $2',
    [position, 'resolver'],
  );
  return rows[0]?.there === true;
};

/** True once a process holds the resolver's lease; false while its tables are being made. */
export const resolverBegan = (pool: Pool): Promise<boolean> =>
  pool.query('SELECT 1 FROM resolver.slots WHERE owner IS NOT NULL').then(
    ({ rows }) => rows.length > 0,
    () => false,
  );

/** Waits until so many facts are stored and the resolver has decided about all of them. */
export const untilDecided = async (pool: Pool, facts: number): Promise<void> => {
  const text = `SELECT count(*)::int AS n FROM store.events WHERE category = 'identity'`;
  await until('all facts are stored', async () => (await pool.query<{ n: number }>(text)).rows[0]?.n === facts, {
    everyMs: 200,
  });
  const head = await headOf(pool);
  await until('the resolver is level', () => resolverReached(pool, head));
};
