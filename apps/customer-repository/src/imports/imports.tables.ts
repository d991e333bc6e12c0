import {
  linesOfBits,
  linesPerBlock,
  type ImportedLine,
  type LineOutcome,
  type SettledLines,
} from '@touchstone/contracts';
import type { Database } from '../database.tables';

const count = (of: string): string => `coalesce(sum(bit_count(${of})), 0)::float8 AS ${of}`;

/** Each line counts once; what never arrived is nowhere. */
export const settledLines = async (pool: Database, importId: string): Promise<SettledLines> => {
  const { rows } = await pool.query<SettledLines>(
    `SELECT ${count('stored')}, ${count('duplicate')}, ${count('conflict')}, ${count('rejected')}
     FROM inbox.import_blocks WHERE import = $1`,
    [importId],
  );
  return rows[0]!;
};

type Block = Record<LineOutcome, string> & { readonly block: number };

export interface LinesAsked {
  readonly outcomes: readonly LineOutcome[];
  /** Only lines behind this one. */
  readonly after: number;
  readonly limit: number;
}

/** Blocks that hold anything but stored lines are few, so a page reads at most one block for each of its lines. */
export const unstoredLines = async (
  pool: Database,
  importId: string,
  { outcomes, after, limit }: LinesAsked,
): Promise<ImportedLine[]> => {
  const { rows } = await pool.query<Block>(
    `SELECT block, duplicate::text, conflict::text, rejected::text FROM inbox.import_blocks
     WHERE import = $1 AND block >= $2 AND bit_count(${outcomes.join(' | ')}) > 0 ORDER BY block LIMIT $3`,
    [importId, Math.floor(after / linesPerBlock), limit + 1],
  );
  return rows
    .flatMap((row) => linesOf(row, outcomes))
    .filter(({ line }) => line > after)
    .slice(0, limit);
};

const linesOf = (row: Block, outcomes: readonly LineOutcome[]): ImportedLine[] =>
  outcomes
    .flatMap((outcome) => linesOfBits(row.block, row[outcome]).map((line) => ({ line, outcome })))
    .map((one) => (one.outcome === 'rejected' ? { ...one, code: 'parked' } : one))
    .sort((a, b) => a.line - b.line);
