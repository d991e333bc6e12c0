import type { DifferingRow, TableComparison } from '@touchstone/contracts';
import { escapeIdentifier, type ClientBase } from 'pg';
import type { TableShape } from './table-shapes';

export interface TableToCompare {
  readonly name: string;
  readonly live: TableShape;
  readonly built: TableShape;
  readonly mustEqual: boolean;
  readonly mustEqualColumns: ReadonlySet<string>;
}

const samplesShown = 5;

/** One column of two tables; types that changed are compared as what they show. */
const differs = ({ live, built }: TableToCompare, column: string): string => {
  const name = escapeIdentifier(column);
  const sameType = live.columns.get(column)?.type === built.columns.get(column)?.type;
  return sameType ? `o.${name} IS DISTINCT FROM n.${name}` : `to_jsonb(o.${name}) IS DISTINCT FROM to_jsonb(n.${name})`;
};

const joined = (table: TableToCompare): string => {
  const name = escapeIdentifier(table.name);
  const on = table.built.key.map((column) => `o.${escapeIdentifier(column)} = n.${escapeIdentifier(column)}`);
  return `${escapeIdentifier(table.live.schema)}.${name} o FULL JOIN ${escapeIdentifier(table.built.schema)}.${name} n ON ${on.join(' AND ')}`;
};

const comparedColumns = ({ live, built }: TableToCompare): string[] =>
  [...built.columns.keys()].filter((column) => live.columns.has(column) && !built.key.includes(column));

/** A key is never null, so it says in which of the two a row is. */
const presence = ({ built }: TableToCompare) => {
  const key = escapeIdentifier(built.key[0] as string);
  return {
    onlyLive: `n.${key} IS NULL`,
    onlyBuilt: `o.${key} IS NULL`,
    both: `o.${key} IS NOT NULL AND n.${key} IS NOT NULL`,
  };
};

const clearOf = ({ built }: TableToCompare, columns: readonly string[], row: string): string => {
  const shown = columns.filter((column) => built.columns.get(column)?.personal === false);
  const pairs = shown.map((column) => `'${column.replaceAll("'", "''")}', ${row}.${escapeIdentifier(column)}`);
  return `jsonb_build_object(${pairs.join(', ')})`;
};

const sampleRows = async (
  client: ClientBase,
  table: TableToCompare,
  columns: readonly string[],
): Promise<DifferingRow[]> => {
  const { onlyLive, onlyBuilt } = presence(table);
  const names = columns.map(
    (column) => `CASE WHEN ${differs(table, column)} THEN '${column.replaceAll("'", "''")}' END`,
  );
  const key = (row: string) => clearOf(table, table.built.key, row);
  const { rows } = await client.query<DifferingRow>(`
    SELECT CASE WHEN ${onlyBuilt} THEN ${key('n')} ELSE ${key('o')} END AS key,
           CASE WHEN ${onlyLive} OR ${onlyBuilt} THEN ARRAY[]::text[]
                ELSE array_remove(ARRAY[${names.join(', ')}]::text[], NULL) END AS columns,
           CASE WHEN NOT (${onlyBuilt}) THEN ${clearOf(table, columns, 'o')} END AS live,
           CASE WHEN NOT (${onlyLive}) THEN ${clearOf(table, columns, 'n')} END AS built
      FROM ${joined(table)}
     WHERE ${[onlyLive, onlyBuilt, ...columns.map((column) => differs(table, column))].join(' OR ')}
     LIMIT ${samplesShown}`);
  return rows.map((row) => ({ ...row, live: onlyThose(row, row.live), built: onlyThose(row, row.built) }));
};

/** Of a row that both have, the values that differ. */
const onlyThose = ({ columns }: DifferingRow, values: DifferingRow['live']): DifferingRow['live'] =>
  values && columns.length > 0
    ? Object.fromEntries(Object.entries(values).filter(([column]) => columns.includes(column)))
    : values;

/** Counts what differs between two tables of one shape, in the snapshot of the client. */
export const compareTable = async (client: ClientBase, table: TableToCompare): Promise<TableComparison> => {
  const { onlyLive, onlyBuilt, both } = presence(table);
  const columns = comparedColumns(table);
  const key = escapeIdentifier(table.built.key[0] as string);
  const counts = columns.map((column) => `count(*) FILTER (WHERE ${both} AND ${differs(table, column)})::float8`);
  const { rows } = await client.query<{
    live: number;
    built: number;
    onlyLive: number;
    onlyBuilt: number;
    columns: number[];
  }>(`
    SELECT count(o.${key})::float8 AS live, count(n.${key})::float8 AS built,
           count(*) FILTER (WHERE ${onlyLive})::float8 AS "onlyLive", count(*) FILTER (WHERE ${onlyBuilt})::float8 AS "onlyBuilt",
           ARRAY[${counts.join(', ')}]::float8[] AS columns
      FROM ${joined(table)}`);
  const [counted] = rows;
  if (!counted) throw new Error(`${table.name} could not be counted.`);
  const different = columns
    .map((column, index) => ({
      column,
      mustEqual: table.mustEqualColumns.has(column),
      rows: counted.columns[index] ?? 0,
    }))
    .filter((column) => column.rows > 0);
  const any = counted.onlyLive + counted.onlyBuilt + different.length > 0;
  return {
    table: table.name,
    live: counted.live,
    built: counted.built,
    onlyLive: counted.onlyLive,
    onlyBuilt: counted.onlyBuilt,
    mustEqual: table.mustEqual,
    columns: different,
    samples: any ? await sampleRows(client, table, columns) : [],
  };
};
