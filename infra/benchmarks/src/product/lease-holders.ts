import { join } from 'node:path';
import type { Pool } from 'pg';
import { until } from '../harness/until';
import { serve, type Served } from '../plain/serve';

/** A service of which one process at a time holds a lease, and where that is written. */
export interface LeaseHolders {
  readonly name: string;
  start(): Promise<Served>;
  /** Changes with every new holder; undefined while nobody works under the lease. */
  holder(): Promise<string | undefined>;
}

const programOf = (app: string): string => join(__dirname, `../../../../apps/${app}/dist/main.js`);

// A slot is held by whoever moves it; the level of one that nobody moves stands still.
const ofSlots = (pool: Pool, schema: string) => async () => {
  const text = `SELECT string_agg(DISTINCT owner, ' ') AS holder, count(DISTINCT owner) AS owners FROM ${schema}.slots
    WHERE expires_at > clock_timestamp()`;
  const { rows } = await pool.query<{ holder: string | null; owners: string }>(text);
  return Number(rows[0]?.owners) === 1 ? (rows[0]?.holder ?? undefined) : undefined;
};

const ofRelay = (pool: Pool) => async () => {
  const text = `SELECT owner || ' ' || token AS holder FROM bus.relays WHERE expires_at > clock_timestamp()`;
  return (await pool.query<{ holder: string | null }>(text)).rows[0]?.holder ?? undefined;
};

/** Projections with all of their slots, the resolver, the relay of a department. */
export const leaseHolders = (log: Pool, read: Pool, env: Record<string, string>): LeaseHolders[] => {
  const start = (app: string) => () => serve(programOf(app), [], env);
  return [
    { name: 'projections, every slot', start: start('projections'), holder: ofSlots(read, 'touchstone') },
    { name: 'resolver', start: start('customer-repository'), holder: ofSlots(log, 'resolver') },
    { name: 'relay of sales', start: start('sales-automation'), holder: ofRelay(log) },
  ];
};

/** Resolves with the new holder when it is another one; throws after a while. */
export const nextHolder = async ({ name, holder }: LeaseHolders, before: string | undefined): Promise<string> => {
  let found: string | undefined;
  const isThere = async () => {
    found = await holder().catch(() => undefined); // its tables are being made
    return found !== undefined && found !== before;
  };
  await until(`${name} has another holder`, isThere, { everyMs: 50, timeoutMs: 120_000 });
  return found as string;
};
