import { compileMapping } from './compile-mapping';
import type { Mapping } from './mapping';
import { Misfit } from './misfit';
import type { Reader } from './reader';

type Row = Readonly<Record<string, unknown>>;

const notJson = new Misfit('not-json', 'The line is no JSON object.');

const parse = (text: string): Row | Misfit => {
  try {
    const row: unknown = JSON.parse(text);
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Row) : notJson;
  } catch {
    return notJson;
  }
};

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Row)[name] : undefined;

/** A member of that name, else the path that its dots name. */
const columnOf = (name: string) => {
  const path = name.split('.');
  return (row: Row): unknown => at(row, name) ?? path.reduce<unknown>(at, row);
};

/** Lines of JSON as events. */
export const ndjsonReader = (mapping: Mapping, idOfLine: (line: number) => string): Reader => {
  const compiled = compileMapping<Row>(mapping, columnOf, idOfLine);
  return {
    read: ({ lines, firstLine, misfits }) =>
      lines.flatMap((text, index) => {
        const line = firstLine + index;
        const misfit = misfits.get(index);
        if (misfit) return [{ line, event: misfit, length: 0 }];
        if (text.trim() === '') return [];
        const row = parse(text);
        return [{ line, event: row instanceof Misfit ? row : compiled(row, line), length: text.length }];
      }),
    end: () => [],
  };
};
