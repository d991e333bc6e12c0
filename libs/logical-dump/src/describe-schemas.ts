import { escapeIdentifier, type ClientBase } from 'pg';

export interface TableShape {
  /** Quoted, with its schema. */
  readonly name: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly create: string;
}

export interface SchemaShape {
  readonly schemas: readonly string[];
  readonly tables: readonly TableShape[];
  /** Constraints (foreign keys last), indexes, functions, views: in an order in which they can be made. */
  readonly after: readonly string[];
}

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly options: string[] | null;
  readonly unlogged: boolean;
  readonly column: string;
  readonly type: string;
  readonly collation: string | null;
  readonly required: boolean;
  readonly value: string | null;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly storage: string | null;
}

const own = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')`;

const columnsOf = `
  SELECT n.nspname AS schema, c.relname AS table, c.reloptions AS options, c.relpersistence = 'u' AS unlogged,
    a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
    CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
    a.attnotnull AS required, pg_get_expr(d.adbin, d.adrelid) AS value, a.attidentity AS identity, a.attgenerated AS generated,
    CASE WHEN a.attstorage <> t.typstorage
      THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind = 'r' AND ${own} AND n.nspname = ANY ($1) ORDER BY 1, 2, a.attnum`;

const afterwards = `
  WITH own AS (SELECT n.oid, n.nspname FROM pg_namespace n WHERE ${own} AND n.nspname = ANY ($1))
  SELECT statement FROM (
    SELECT CASE contype WHEN 'f' THEN 3 ELSE 1 END AS step, k.oid AS place,
      format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', own.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) AS statement
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN own ON own.oid = c.relnamespace WHERE k.contype <> 'n'
    UNION ALL
    SELECT 2, i.indexrelid, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'r' JOIN own ON own.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT CASE p.prolang WHEN 14 THEN 5 ELSE 0 END, p.oid, pg_get_functiondef(p.oid) FROM pg_proc p JOIN own ON own.oid = p.pronamespace
    UNION ALL
    SELECT 4, t.oid, pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN own ON own.oid = c.relnamespace WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 6, c.oid, format('CREATE VIEW %I.%I AS %s', own.nspname, c.relname, pg_get_viewdef(c.oid))
    FROM pg_class c JOIN own ON own.oid = c.relnamespace WHERE c.relkind = 'v'
  ) all_of_them ORDER BY step, place`;

// What this dump cannot carry must not be left out silently.
const unknownKinds = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND n.nspname = ANY ($1) AND (c.relkind IN ('p', 'm', 'f')
    OR (c.relkind = 'S' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')))
  UNION ALL
  SELECT format('%I.%I', n.nspname, t.typname) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE ${own} AND n.nspname = ANY ($1) AND t.typtype IN ('e', 'd', 'r')`;

const definition = (row: ColumnRow): string => {
  const parts = [escapeIdentifier(row.column), row.type];
  if (row.storage) parts.push(`STORAGE ${row.storage}`);
  if (row.collation) parts.push(`COLLATE ${escapeIdentifier(row.collation)}`);
  if (row.identity) parts.push(`GENERATED ${row.identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`);
  else if (row.generated)
    parts.push(`GENERATED ALWAYS AS (${row.value}) ${row.generated === 's' ? 'STORED' : 'VIRTUAL'}`);
  else if (row.value !== null) parts.push(`DEFAULT ${row.value}`);
  if (row.required && !row.identity) parts.push('NOT NULL');
  return parts.join(' ');
};

const shapeOf = (rows: readonly ColumnRow[]): TableShape => {
  const { schema, table, options, unlogged } = rows[0] as ColumnRow;
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const settings = options ? ` WITH (${options.join(', ')})` : '';
  return {
    name,
    schema,
    table,
    columns: rows.filter(({ generated }) => !generated).map(({ column }) => column),
    create: `CREATE ${unlogged ? 'UNLOGGED ' : ''}TABLE ${name} (\n  ${rows.map(definition).join(',\n  ')}\n)${settings}`,
  };
};

/** Schemas of a database as the statements that make them again. Throws when one holds what a dump cannot carry. */
export const describeSchemas = async (client: ClientBase, schemas: readonly string[]): Promise<SchemaShape> => {
  const unknown = await client.query<{ name: string }>(unknownKinds, [schemas]);
  if (unknown.rows[0]) throw new Error(`A dump cannot carry ${unknown.rows[0].name}.`);
  const columns = await client.query<ColumnRow>(columnsOf, [schemas]);
  const tables = new Map<string, ColumnRow[]>();
  for (const row of columns.rows) {
    const key = JSON.stringify([row.schema, row.table]);
    tables.set(key, [...(tables.get(key) ?? []), row]);
  }
  const after = await client.query<{ statement: string }>(afterwards, [schemas]);
  return { schemas, tables: [...tables.values()].map(shapeOf), after: after.rows.map(({ statement }) => statement) };
};

export const schemasIn = async (client: ClientBase): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE ${own} ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};
