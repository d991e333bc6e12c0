import type { WireEvent } from '@touchstone/contracts';
import type { Pool } from 'pg';

/** The yardstick's table: the columns and indexes of the store's, and nothing else around them. */
export const makePlainEvents = async (pool: Pool): Promise<void> => {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS plain_events (LIKE store.events INCLUDING ALL);
    ALTER TABLE plain_events ALTER COLUMN epoch SET DEFAULT 1, ALTER COLUMN txid SET DEFAULT pg_current_xact_id(),
      ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
    TRUNCATE plain_events RESTART IDENTITY`);
};

const columns = 'stream_id, stream_version, event_id, category, type, schema_version, data, metadata';

const valuesOf = (
  stream: string,
  version: number,
  { id, type, schemaVersion, data, metadata }: WireEvent,
): unknown[] => [
  ...[stream, version, id, stream.slice(0, stream.indexOf('-')), type, schemaVersion, data, JSON.stringify(metadata)],
];

export const insertOne = async (pool: Pool, stream: string, version: number, event: WireEvent): Promise<void> => {
  const text = `INSERT INTO plain_events (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
  await pool.query({ name: 'one', text, values: valuesOf(stream, version, event) });
};

const rowsText = (count: number): string =>
  Array.from(
    { length: count },
    (_, row) => `(${Array.from({ length: 8 }, (_, column) => `$${row * 8 + column + 1}`).join(', ')})`,
  ).join(', ');

export interface PlacedEvent {
  readonly stream: string;
  readonly version: number;
  readonly event: WireEvent;
}

export const insertMany = async (pool: Pool, events: readonly PlacedEvent[]): Promise<void> => {
  const text = `INSERT INTO plain_events (${columns}) VALUES ${rowsText(events.length)}`;
  const values = events.flatMap(({ stream, version, event }) => valuesOf(stream, version, event));
  await pool.query({ name: `many.${events.length}`, text, values });
};
