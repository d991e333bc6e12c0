import { escapeIdentifier } from 'pg';
import type { Statement } from './sessions';

export const eventColumns = [
  ...['epoch', 'txid', 'global_position', 'stream_id', 'stream_version', 'event_id'].map((column) => `e.${column}`),
  ...['type', 'schema_version', 'data', 'metadata'].map((column) => `e.${column}`),
  `(date_part('epoch', e.recorded_at) * 1000)::bigint`,
].join(', ');

const place = `e.epoch, e.txid, e.global_position`;
const after = `(${place}) > ($1::int, $2::xid8, $3::bigint)`;
const inOrder = `ORDER BY ${place} LIMIT $4`;
const backwards = `ORDER BY e.epoch DESC, e.txid DESC, e.global_position DESC LIMIT 1`;

export interface ReadStatements {
  readonly head: Statement;
  /** Parameter: epoch. The last event that is visible, final or not, up to that epoch. */
  readonly end: Statement;
  /** Parameters: time. */
  readonly at: Statement;
  /** Parameters: epoch, txid, global position, limit, and each category. */
  page(categories: number): Statement;
  /** Parameters: of each stream its name, the version to begin at, and how many events at most. Answers the number of the item first. */
  readonly streams: Statement;
  /** Parameter: streams. */
  readonly versions: Statement;
}

export const readStatements = (schema: string): ReadStatements => {
  const owner = escapeIdentifier(schema);
  const events = `${owner}.events e`;
  // Everything below the oldest running transaction is committed or gone, so nothing can still appear there. One row
  // comparison, so that the index stops at the watermark however much lies beyond it.
  const watermark = `(SELECT max(p.epoch) FROM ${owner}.epochs p), pg_snapshot_xmin(pg_current_snapshot())`;
  const final = `(e.epoch, e.txid) < (${watermark})`;
  const pageOf = (condition: string) =>
    `SELECT ${eventColumns} FROM ${events} WHERE ${condition} AND ${final} ${inOrder}`;
  // Without an equality that would make the category redundant in the order, only the index by category gives that
  // order; the planner would rather filter the index of everything, which for a rare category reads all of it.
  const ofCategory = (columns: string, index: number) =>
    `SELECT ${columns} FROM ${events}
     WHERE (e.category, ${place}) > ($${index}, $1::int, $2::xid8, $3::bigint) AND (e.category, e.epoch, e.txid) < ($${index}, ${watermark})
     ORDER BY e.category, ${place} LIMIT $4`;
  // Sorts keys, not events.
  const ofCategories = (count: number) => {
    const keys = Array.from({ length: count }, (_, index) => `(${ofCategory(`e.ctid, ${place}`, index + 5)})`);
    return `SELECT f.* FROM (SELECT * FROM (${keys.join(' UNION ALL ')}) e ${inOrder}) k
      CROSS JOIN LATERAL (SELECT ${eventColumns} FROM ${events} WHERE e.ctid = k.ctid OFFSET 0) f
      ORDER BY k.epoch, k.txid, k.global_position`;
  };
  // Not prepared: a plan made while the table fits a page scans it, and would be kept until the table is analysed.
  const planned = (text: string): Statement => ({ text });
  return {
    head: planned(`SELECT ${place} FROM ${events} WHERE ${final} ${backwards}`),
    end: planned(`SELECT ${place} FROM ${events} WHERE e.epoch <= $1::int ${backwards}`),
    at: planned(
      `SELECT ${place} FROM ${owner}.watermarks e WHERE e.sampled_at <= $1 ORDER BY e.sampled_at DESC LIMIT 1`,
    ),
    page: (count) => {
      if (count === 0) return planned(pageOf(after));
      return planned(count === 1 ? ofCategory(eventColumns, 5) : ofCategories(count));
    },
    streams: planned(
      `SELECT s.item, e.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS s(stream, start, most, item)
       CROSS JOIN LATERAL (SELECT ${eventColumns} FROM ${events}
         WHERE e.stream_id = s.stream AND e.stream_version >= s.start ORDER BY e.stream_version LIMIT s.most) e`,
    ),
    versions: { name: `${schema}.heads`, text: `SELECT * FROM ${owner}.heads($1)` },
  };
};
