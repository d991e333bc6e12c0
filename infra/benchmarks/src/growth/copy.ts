import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';

export type Cell = string | number;

// Nothing that is seeded holds a tab or a line break, and NULL does not occur: a backslash is all there is to escape.
const lineOf = (row: readonly Cell[]): string => `${row.join('\t').replaceAll('\\', '\\\\')}\n`;

/** COPY of these rows; `target` is a table with its columns. */
export const copyRows = (client: ClientBase, target: string, rows: readonly (readonly Cell[])[]): Promise<void> =>
  pipeline(Readable.from([rows.map(lineOf).join('')]), client.query(from(`COPY ${target} FROM STDIN`)));
