import type { ClientBase, QueryResultRow } from 'pg';

/** Runs a statement that is prepared once per connection; its schema makes the name unique. */
export const read = async <Row extends QueryResultRow>(
  client: ClientBase,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => (await client.query<Row>({ name, text, values: [...values] })).rows;

export const run = async (
  client: ClientBase,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<void> => {
  await client.query({ name, text, values: [...values] });
};

export const isoTime = (ms: number): string => new Date(ms).toISOString();
