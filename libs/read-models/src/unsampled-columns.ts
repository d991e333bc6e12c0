/**
 * Planner statistics keep samples of values after the rows are gone, so none are taken of columns that hold personal data:
 * an erasure could not reach them. Each of these columns is read by its key or by an index of its own.
 */
export const unsampledColumns = (columns: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(columns)
    .map(
      ([table, names]) => `ALTER TABLE ${table} ${names.map((name) => `ALTER ${name} SET STATISTICS 0`).join(', ')};`,
    )
    .join('\n');
