import { escapeIdentifier } from 'pg';

const key = 'subscription = $1 AND version = $2 AND slot = $3';
const isMine = `${key} AND token = $4::bigint`;
const fromNow = (parameter: string) => `clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/** Condition on a row of `slots`: nobody holds it. */
export const isFree = (row: string): string =>
  // No lease is that long: it was written before the server's clock was set back, and would outlive its owner by as much.
  `(${row}.owner IS NULL OR ${row}.expires_at <= clock_timestamp() OR ${row}.expires_at > clock_timestamp() + interval '5 minutes')`;

export interface SlotStatements {
  readonly create: string;
  readonly claim: string;
  readonly renew: string;
  readonly advance: string;
  readonly progress: string;
  readonly checkpoint: string;
  readonly release: string;
}

/**
 * Statements on the slots of one schema; times are the server's, so clocks of processes do not matter. `stops`: the table
 * has the columns of `rebuildMigrations`.
 */
export const slotStatements = (schema: string, stops: boolean): SlotStatements => {
  const slots = `${escapeIdentifier(schema)}.slots`;
  // In the row that moves, so that whoever waits for the row sees the stop that was asked for meanwhile.
  const mayPass = stops ? 'AND (stop_until IS NULL OR stop_until <= clock_timestamp() OR $6 <= stop_at)' : '';
  const stop = stops ? 'CASE WHEN stop_until > clock_timestamp() THEN stop_at END' : 'NULL';
  // An owner that stops inside its transaction must not hold the row for ever: the server ends its session.
  const move = (condition: string) => `
    UPDATE ${slots} SET position = $6, level_at = coalesce($7::timestamptz, level_at), expires_at = ${fromNow('$5::float8')}
     WHERE ${isMine} AND position >= $8 AND ${condition} ${mayPass}
     RETURNING set_config('idle_in_transaction_session_timeout', greatest($5::float8::int, 1000)::text, true)`;
  return {
    create: `INSERT INTO ${slots} (subscription, version, slot) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    // An owner in the middle of its commit has the row locked and is alive; waiting for it would tie up a connection.
    claim: `
      UPDATE ${slots} SET owner = $4, token = token + 1, expires_at = ${fromNow('$5::float8')}
       WHERE (subscription, version, slot) IN (
         SELECT subscription, version, slot FROM ${slots} s WHERE ${key} AND ${isFree('s')} FOR UPDATE SKIP LOCKED)
       RETURNING token::text, position`,
    renew: `UPDATE ${slots} SET expires_at = ${fromNow('$5::float8')} WHERE ${isMine}`,
    advance: move('position <= $6'),
    progress: move('position < $6'),
    checkpoint: `SELECT position, token = $4::bigint AS mine, ${stop} AS stop FROM ${slots} WHERE ${key}`,
    release: `UPDATE ${slots} SET owner = NULL, expires_at = clock_timestamp() WHERE ${isMine}`,
  };
};
