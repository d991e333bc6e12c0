/**
 * An array of PostgreSQL as text, of values that need no quotes (numbers, ids and hex digits that were checked before). The
 * driver would escape each of them.
 */
export function plainArray(values: readonly number[]): string;
export function plainArray<T>(rows: readonly T[], of: (row: T) => string | number | undefined): string;
export function plainArray<T>(rows: readonly T[], of?: (row: T) => string | number | undefined): string {
  let text = '{';
  for (const row of rows) text += `${text === '{' ? '' : ','}${(of ? of(row) : (row as string | number)) ?? 'NULL'}`;
  return `${text}}`;
}

/** The distinct values, and for each row the place of its own among them, from 1 on as PostgreSQL counts. */
export const dictionary = <T>(rows: readonly T[], of: (row: T) => string): { values: string[]; places: number[] } => {
  const known = new Map<string, number>();
  const places = rows.map((row) => {
    const value = of(row);
    let place = known.get(value);
    if (place === undefined) known.set(value, (place = known.size + 1));
    return place;
  });
  return { values: [...known.keys()], places };
};
