import { lineBits, linesPerBlock, type ImportedLine } from '@touchstone/contracts';
import type { Pool } from 'pg';

/** Whose import this is: of the source that used its id first. */
export const beginImport = async (pool: Pool, importId: string, sourceId: string): Promise<string> => {
  const { rows } = await pool.query<{ source: string }>(
    `WITH begun AS (INSERT INTO receipts.imports (id, source_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING source_id)
     SELECT source_id AS source FROM begun UNION ALL SELECT source_id FROM receipts.imports WHERE id = $1`,
    [importId, sourceId],
  );
  // Somebody else may just have made it, invisible to this statement.
  return rows[0]?.source ?? beginImport(pool, importId, sourceId);
};

export interface TakenLines {
  readonly importId: string;
  readonly accepted: readonly number[];
  readonly rejected: readonly {
    readonly line: number;
    readonly code: string;
    readonly rejection?: string | undefined;
  }[];
}

/** Idempotent: a line counts once, however often it is sent. */
export const recordLines = async (pool: Pool, { importId, accepted, rejected }: TakenLines): Promise<void> => {
  const blocks = lineBits(accepted);
  await pool.query({
    name: 'record-lines',
    text: `WITH accepted AS (
        INSERT INTO receipts.import_blocks AS b (import, block, accepted)
        SELECT $1, block, ('x' || bits)::bit(${linesPerBlock}) FROM unnest($2::int[], $3::text[]) AS t(block, bits) ORDER BY block
        ON CONFLICT (import, block) DO UPDATE SET accepted = b.accepted | excluded.accepted
      )
      INSERT INTO receipts.import_rejections (import, line, code, rejection)
      SELECT $1, line, code, rejection FROM unnest($4::int[], $5::text[], $6::uuid[]) AS t(line, code, rejection)
      ORDER BY line ON CONFLICT DO NOTHING`,
    values: [
      importId,
      [...blocks.keys()],
      [...blocks.values()],
      rejected.map(({ line }) => line),
      rejected.map(({ code }) => code),
      rejected.map(({ rejection }) => rejection ?? null),
    ],
  });
};

// A line that was rejected once may be accepted when it is sent again: since then a tracking plan was changed.
const stillRejected = `FROM receipts.import_rejections r
  LEFT JOIN receipts.import_blocks b ON b.import = r.import AND b.block = r.line / ${linesPerBlock}
  WHERE r.import = $1 AND (b.accepted IS NULL OR get_bit(b.accepted, r.line % ${linesPerBlock}) = 0)`;

export interface KnownImport {
  readonly source: string;
  readonly begunAt: Date;
  readonly accepted: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
}

export const findImport = async (pool: Pool, importId: string): Promise<KnownImport | undefined> => {
  const { rows } = await pool.query<KnownImport>(
    `SELECT source_id AS source, begun_at AS "begunAt",
       (SELECT coalesce(sum(bit_count(accepted)), 0)::float8 FROM receipts.import_blocks WHERE import = $1) AS accepted,
       (SELECT coalesce(json_object_agg(code, lines ORDER BY code), '{}') FROM (SELECT r.code, count(*) AS lines ${stillRejected} GROUP BY 1) AS c) AS "rejectedBy"
     FROM receipts.imports WHERE id = $1`,
    [importId],
  );
  return rows[0];
};

/** In the order of lines, those behind `after`. */
export const rejectedLines = async (
  pool: Pool,
  importId: string,
  after: number,
  limit: number,
): Promise<ImportedLine[]> => {
  const { rows } = await pool.query<{ line: number; code: string; rejection: string | null }>(
    `SELECT r.line, r.code, r.rejection ${stillRejected} AND r.line > $2 ORDER BY r.line LIMIT $3`,
    [importId, after, limit],
  );
  return rows.map(({ line, code, rejection }) => ({
    line,
    outcome: 'rejected',
    code,
    ...(rejection !== null && { rejection }),
  }));
};
