/** Rows under their headings, each column as wide as its widest cell. */
export const table = (headings: readonly string[], rows: readonly (readonly unknown[])[]): string => {
  const cells = [headings, ...rows].map((row) =>
    row.map((cell) => (cell === null || cell === undefined ? '' : String(cell))),
  );
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
};

export interface Printer {
  /** The value itself with --json, otherwise the text for people. */
  (value: unknown, text: () => string): void;
}

export const printer =
  (asJson: boolean, write: (line: string) => void): Printer =>
  (value, text) =>
    write(asJson ? JSON.stringify(value, null, 2) : text());
