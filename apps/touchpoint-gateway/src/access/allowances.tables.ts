import type { Pool } from 'pg';
import type { Rate } from './source';

export interface Claim {
  readonly sourceId: string;
  readonly rate: Rate;
  readonly events: number;
  /** Further tokens, if there are as many. */
  readonly extra: number;
}
export interface Claimed {
  /** 0: not yet. */
  readonly granted: number;
  /** Tokens that the bucket holds now; below 0 after a request larger than the burst. */
  readonly left: number;
}

// The clock of the database counts, so that all gateways agree. A request larger than the burst goes through when the
// bucket is full, and what it took too much is waited for afterwards.
const text = `INSERT INTO access.allowances AS a (source_id, tokens, at, granted)
  SELECT $1, $3::float8 - taken, clock_timestamp(), taken FROM (SELECT $4::float8 + least($5::float8, greatest($3::float8 - $4, 0)) AS taken) first
  ON CONFLICT (source_id) DO UPDATE SET (tokens, at, granted) = (
    SELECT has - taken, now_, taken FROM (
      SELECT has, now_, CASE WHEN has >= least($4, $3) THEN $4 + least($5, greatest(has - $4, 0)) ELSE 0 END AS taken FROM (
        SELECT now_, least($3, a.tokens + $2::float8 * greatest(extract(epoch FROM now_ - a.at)::float8, 0)) AS has
        FROM (SELECT clock_timestamp() AS now_) clock
      ) filled
    ) decided
  ) RETURNING granted, tokens AS left`;

/** Takes tokens out of the bucket of a source, for the events of a request and a few more. */
export const claimTokens = async (pool: Pool, { sourceId, rate, events, extra }: Claim): Promise<Claimed> => {
  const { rows } = await pool.query<Claimed>({
    name: 'claim-tokens',
    text,
    values: [sourceId, rate.eventsPerSecond, rate.burstEvents, events, extra],
  });
  return rows[0]!;
};
