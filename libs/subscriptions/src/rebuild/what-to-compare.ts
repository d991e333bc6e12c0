import type { Projection } from '../projection';
import type { TableToCompare } from './compare-table';
import type { TableShape } from './table-shapes';

type Shapes = ReadonlyMap<string, TableShape>;

export interface Plan {
  readonly tables: readonly TableToCompare[];
  /** Tables and columns that only one of the two has. */
  readonly remarks: readonly string[];
  /** What must be equal and cannot be compared: each refuses the switch. */
  readonly missing: readonly string[];
}

const without = (names: Iterable<string>, others: { has(name: string): boolean }): string[] =>
  [...names].filter((name) => !others.has(name));

const sameKey = (a: TableShape, b: TableShape): boolean => a.key.length > 0 && a.key.join() === b.key.join();

const shapeRemarks = (table: string, live: TableShape, built: TableShape): string[] => [
  ...without(live.columns.keys(), built.columns).map((column) => `${table}.${column} is gone`),
  ...without(built.columns.keys(), live.columns).map((column) => `${table}.${column} is new`),
  ...(sameKey(live, built) ? [] : [`${table} has another key, so its rows are not compared`]),
];

/**
 * Every table that both have, with every column that both have. `mustEqual`: what has to be the same, or everything, when
 * the same version is built again.
 */
export const whatToCompare = (live: Shapes, built: Shapes, mustEqual: Projection['mustEqual'] | 'everything'): Plan => {
  const shared = [...built.keys()].filter((table) => live.has(table));
  const asked = mustEqual === 'everything' ? undefined : (mustEqual ?? {});
  const tables = shared.flatMap((name): TableToCompare[] => {
    const [before, now] = [live.get(name) as TableShape, built.get(name) as TableShape];
    if (!sameKey(before, now)) return [];
    const columns = asked ? (asked[name] ?? []) : [...now.columns.keys()];
    const must = asked === undefined || name in asked;
    return [{ name, live: before, built: now, mustEqual: must, mustEqualColumns: new Set(columns) }];
  });
  const compared = new Map(tables.map((table) => [table.name, table]));
  const missing = Object.entries(asked ?? {}).flatMap(([table, columns]) => {
    const found = compared.get(table);
    if (!found) return [`${table} must be equal, but cannot be compared`];
    const both = (column: string) => found.live.columns.has(column) && found.built.columns.has(column);
    return columns
      .filter((column) => !both(column))
      .map((column) => `${table}.${column} must be equal, but is not in both`);
  });
  const remarks = [
    ...without(live.keys(), built).map((table) => `table ${table} is gone`),
    ...without(built.keys(), live).map((table) => `table ${table} is new`),
    ...shared.flatMap((table) => shapeRemarks(table, live.get(table) as TableShape, built.get(table) as TableShape)),
  ];
  return { tables, remarks, missing };
};
