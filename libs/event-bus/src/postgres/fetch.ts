import type { BusMessage } from '../port';
import type { BusDatabase, Statement } from './database';
import { planFetch, type FetchRange } from './fetch-plan';
import { isHeld, type Holding, type OwnedPartition } from './owned-partition';
import { toMessage, type MessageRow } from './packed-messages';

/** Messages of one partition, in order; `next` is the offset behind them. */
export interface Portion {
  readonly of: OwnedPartition;
  readonly messages: readonly BusMessage[];
  readonly next: number;
  /** Called when the portion is committed, or will not be. */
  readonly done?: () => void;
}

const heads: Statement = { name: 'heads', text: 'SELECT id, next FROM $schema.topics WHERE id = ANY($1::smallint[])' };

const messages: Statement = {
  name: 'fetch',
  text: `SELECT ord, topic, partition, "offset", key, event, data, before FROM (
      SELECT r.ord, m.*, sum(octet_length(m.event) + octet_length(m.data)) OVER (ORDER BY r.ord, m."offset")
        - octet_length(m.event) - octet_length(m.data) AS before
      FROM unnest($1::smallint[], $2::smallint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS r(topic, partition, low, upto, ord)
      CROSS JOIN LATERAL (SELECT * FROM $schema.messages m WHERE m.topic = r.topic AND m.partition = r.partition
        AND m."offset" >= r.low AND m."offset" < r.upto ORDER BY m."offset") m
    ) counted WHERE before < $5 ORDER BY ord, "offset"`,
};

type Row = MessageRow & { ord: string; before: string };

export type Fetch = () => Promise<Portion[]>;

/** Reads the next chunk over all held partitions and moves their `fetchNext`. */
export const fetchFrom = (database: BusDatabase, holding: Holding, maxChunk: number, maxBytes: number): Fetch => {
  const known = new Map<number, number[]>();
  let turn = 0;

  const plan = (): FetchRange[] => {
    const available = [...holding.values()].filter(({ leaving }) => !leaving);
    const backlogs = available.map((of) => ({ of, head: known.get(of.topic.id)?.[of.partition] ?? 0 }));
    return planFetch(backlogs, maxChunk, turn++);
  };
  const readHeads = async () => {
    const ids = [...new Set([...holding.values()].map(({ topic }) => topic.id))];
    if (ids.length === 0) return;
    const { rows } = await database.query<{ id: number; next: string[] }>(heads, [ids]);
    for (const { id, next } of rows) known.set(id, next.map(Number));
  };
  const read = async (ranges: readonly FetchRange[]): Promise<Portion[]> => {
    const { rows } = await database.query<Row>(messages, [
      ranges.map(({ of }) => of.topic.id),
      ranges.map(({ of }) => of.partition),
      ranges.map(({ from }) => from),
      ranges.map(({ upto }) => upto),
      maxBytes,
    ]);
    return portionsOf(ranges, rows, maxBytes);
  };

  return async () => {
    let ranges = plan();
    if (ranges.length === 0) {
      await readHeads();
      ranges = plan();
    }
    if (ranges.length === 0) return [];
    const portions = (await read(ranges)).filter(({ of }) => isHeld(holding, of));
    for (const { of, next } of portions) of.fetchNext = next;
    return portions;
  };
};

const portionsOf = (ranges: readonly FetchRange[], rows: readonly Row[], maxBytes: number): Portion[] => {
  const last = rows.at(-1);
  const bytes = last ? Number(last.before) + Buffer.byteLength(last.event) + Buffer.byteLength(last.data) : 0;
  const lastOrdinal = last && bytes >= maxBytes ? Number(last.ord) : ranges.length + 1;
  const byRange = ranges.map((): BusMessage[] => []);
  for (const row of rows) {
    const at = Number(row.ord) - 1;
    byRange[at]?.push(toMessage(row, ranges[at]?.of.topic.topic as string));
  }
  return ranges.slice(0, lastOrdinal).map(({ of, upto }, index) => {
    const messages = byRange[index] ?? [];
    // Offsets have no gaps, except where retention has deleted what everybody had handled.
    const next = index + 1 === lastOrdinal ? (messages.at(-1)?.offset ?? upto - 1) + 1 : upto;
    return { of, messages, next };
  });
};
