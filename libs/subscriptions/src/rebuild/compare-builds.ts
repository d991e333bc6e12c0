import type { BuildComparison, TableComparison } from '@touchstone/contracts';
import type { Pool, PoolClient } from 'pg';
import type { Projection } from '../projection';
import { buildName, projectionOf, type Build } from './build';
import { compareTable } from './compare-table';
import { RebuildRefused } from './refused';
import { stopTogether } from './stop-together';
import { tableShapes } from './table-shapes';
import { whatToCompare } from './what-to-compare';

export interface BuildsToCompare {
  readonly pool: Pool;
  /** Schema of the slots. */
  readonly schema: string;
  readonly projections: readonly Projection[];
  readonly live: Build;
  readonly built: Build;
  readonly signal: AbortSignal;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const columnRows = ({ columns }: TableComparison, mustEqual: boolean): number =>
  sum(columns.filter((column) => column.mustEqual === mustEqual).map(({ rows }) => rows));
const rowsApart = ({ onlyLive, onlyBuilt }: TableComparison): number => onlyLive + onlyBuilt;

// The tables are read once from end to end, and the server ends a session that forgets its transaction.
const settings = `SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
  SET LOCAL client_connection_check_interval = '1s'; SET LOCAL idle_in_transaction_session_timeout = '60s'`;

const inSnapshot = async (
  client: PoolClient,
  { projections, live, built }: BuildsToCompare,
): Promise<Pick<BuildComparison, 'tables' | 'remarks' | 'refused' | 'other'>> => {
  const [before, now] = [live, built].map((build) => projectionOf(projections, build));
  if (!before || !now) throw new RebuildRefused('unknown-version', 'This program has not the code of both versions.');
  const again = live.version === built.version;
  const shapes = [await tableShapes(client, before.schema), await tableShapes(client, now.schema)] as const;
  const { tables, remarks, missing } = whatToCompare(...shapes, again ? 'everything' : now.mustEqual);
  const compared: TableComparison[] = [];
  for (const table of tables) compared.push(await compareTable(client, table));
  const refused = compared.map((table) => (table.mustEqual ? rowsApart(table) : 0) + columnRows(table, true));
  const other = compared.map((table) => (table.mustEqual ? 0 : rowsApart(table)) + columnRows(table, false));
  const gone = remarks.filter((remark) => !remark.endsWith(' is new')).length;
  return {
    tables: compared,
    remarks: [...missing, ...remarks],
    refused: sum(refused) + missing.length,
    other: sum(other) + gone,
  };
};

/** Compares two builds from one snapshot, taken while the slots of both stand at one position. */
export const compareBuilds = async (builds: BuildsToCompare): Promise<BuildComparison> => {
  const { pool, live, built, signal } = builds;
  const client = await pool.connect();
  const onError = () => undefined; // the query in flight rejects as well
  client.on('error', onError);
  let ended = false;
  let released = false;
  // A comparison may take minutes; closing its connection ends it, and whoever starts next does it again.
  const release = () => {
    if (!released) client.release(!ended);
    released = true;
  };
  signal.addEventListener('abort', release);
  try {
    const { done: position, stoodMs } = await stopTogether(builds, [live, built], async (stop) => {
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${settings}`);
      await stop.confirm(client);
      return stop.position;
    });
    const at = new Date().toISOString();
    const found = await inSnapshot(client, builds);
    await client.query('COMMIT');
    ended = true;
    return { at, against: buildName(live), position, stoodMs, ...found };
  } finally {
    signal.removeEventListener('abort', release);
    release();
    client.off('error', onError);
  }
};
