import { createDecipheriv, type KeyObject } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { DataKey } from '@touchstone/personal-data';
import type { Pool } from 'pg';

const pageSize = 1_000;
const rowsAtOnce = 500;

interface StoredEvent {
  readonly epoch: number;
  readonly txid: string;
  readonly global_position: string;
  readonly event_id: string;
  readonly data: string;
  readonly metadata: string;
}

/** All events in order, page by page, every column. */
export const selectEvents = async (pool: Pool): Promise<StoredEvent[]> => {
  const text = `SELECT * FROM store.events WHERE (epoch, txid, global_position) > ($1::smallint, $2::xid8, $3::bigint)
    ORDER BY epoch, txid, global_position LIMIT ${pageSize}`;
  const events: StoredEvent[] = [];
  for (let after: unknown[] = [0, '0', '0']; ;) {
    const { rows } = await pool.query<StoredEvent>({ name: 'keyset', text, values: after });
    events.push(...rows);
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return events;
    after = [last.epoch, last.txid, last.global_position];
  }
};

/** Boxes by what they were sealed for, as the log holds them: the primary participant of the role names the key. */
export const boxesOf = ({ data, metadata }: Pick<StoredEvent, 'data' | 'metadata'>) => {
  const sealed = Object.entries((JSON.parse(data) as { sealed?: Record<string, string> }).sealed ?? {});
  const { participants } = JSON.parse(metadata) as { participants: readonly string[] };
  return sealed.map(([role, text]) => {
    const participant = participants.find((one) => one.startsWith(`${role}:`)) ?? '';
    return { role, identity: participant.slice(participant.lastIndexOf(':') + 1), box: Buffer.from(text, 'base64') };
  });
};

const open = (key: KeyObject, box: Buffer, associated: string): Buffer => {
  const opening = createDecipheriv('aes-256-gcm', key, box.subarray(5, 17), { authTagLength: 16 });
  opening.setAAD(Buffer.from(associated)).setAuthTag(box.subarray(box.length - 16));
  const plain = opening.update(box.subarray(17, box.length - 16));
  opening.final();
  return (box[0] ?? 0) & 0x80 ? inflateRawSync(plain) : plain;
};

/** Opens every box with keys that are at hand, and parses what was in it; answers with how many there were. */
export const openBoxes = (events: readonly StoredEvent[], keys: ReadonlyMap<string, DataKey>): number => {
  let opened = 0;
  for (const event of events)
    for (const { role, identity, box } of boxesOf(event)) {
      const key = keys.get(`${identity}/${box.readUInt32BE(1)}`)?.key;
      if (!key) throw new Error(`No key for a box of role ${role}.`);
      JSON.parse(open(key, box, `${event.event_id}\n${role}\n${identity}`).toString());
      opened++;
    }
  return opened;
};

export interface FinishedTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Every row of a read model, as text. */
export const finishedRows = async (pool: Pool, schema: string): Promise<FinishedTable[]> => {
  const { rows: tables } = await pool.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS "table", array_agg(column_name::text ORDER BY ordinal_position) AS columns
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = $1 AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' AND is_identity = 'NO'
      GROUP BY table_name`,
    [schema],
  );
  const finished: FinishedTable[] = [];
  for (const { table, columns } of tables) {
    const text = `SELECT ${columns.map((column) => `"${column}"::text`).join(', ')} FROM ${schema}."${table}"`;
    const { rows } = await pool.query<(string | null)[]>({ text, rowMode: 'array' });
    if (rows.length > 0) finished.push({ table: `"${table}"`, columns: columns.map((column) => `"${column}"`), rows });
  }
  return finished;
};

/** Empty tables beside those of the read model, with the same columns and indexes. */
export const makePlainTables = async (pool: Pool, schema: string, tables: readonly FinishedTable[]): Promise<void> => {
  await pool.query('DROP SCHEMA IF EXISTS plain CASCADE; CREATE SCHEMA plain');
  for (const { table } of tables)
    await pool.query(`CREATE TABLE plain.${table} (LIKE ${schema}.${table} INCLUDING ALL)`);
};

export const insertRows = async (pool: Pool, tables: readonly FinishedTable[]): Promise<void> => {
  for (const { table, columns, rows } of tables)
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const part = rows.slice(from, from + rowsAtOnce);
      const places = part.map(
        (_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`).join(', ')})`,
      );
      const text = `INSERT INTO plain.${table} (${columns.join(', ')}) VALUES ${places.join(', ')}`;
      await pool.query({ name: `${table} ${part.length}`, text, values: part.flat() });
    }
};
