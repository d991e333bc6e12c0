import type { ClientBase } from 'pg';
import { v7 } from 'uuid';

/** One event through the store's own function, inside whatever transaction the client has open: what a slow writer does. */
export const rawAppend = async (client: ClientBase, stream: string, id = v7()): Promise<string> => {
  const text = `SELECT * FROM store.append_singles(ARRAY[$1], '{-3}', ARRAY[$2::uuid], '{sample.stream.happened}', '{1}', '{1}', '{2}', '{2}', '{}{}')`;
  await client.query(text.replace("'{}{}'", "convert_to('{}{}', 'UTF8')"), [stream, id]);
  return id;
};
