import { Refused } from '../refused';
import type { MappedValue } from './mapping';
import { Misfit } from './misfit';
import { decimalReader } from './numbers';

/** Reads a column of a row; undefined where the file has no such column. */
export type ColumnOf<Row> = (name: string) => ((row: Row) => unknown) | undefined;
/** Undefined for an empty cell. */
export type Read<Row> = (row: Row) => unknown;

const present = (cell: unknown): unknown => (cell === '' || cell === null ? undefined : cell);

export const readColumn = <Row>(name: string, columnOf: ColumnOf<Row>): Read<Row> => {
  const read = columnOf(name);
  if (!read) throw new Refused(`The mapping names the column ${name}, which the file does not have.`);
  return (row) => present(read(row));
};

const placeholder = /\{([^{}]+)\}/;

/** Of a text that is nothing but one `{column}`, the cell as it is; undefined when every column of it is empty. */
export const readText = <Row>(template: string, columnOf: ColumnOf<Row>): Read<Row> => {
  const parts = template.split(placeholder);
  const reads = parts.map((part, index) => (index % 2 === 1 ? readColumn(part, columnOf) : undefined));
  if (parts.length === 1) return () => present(template);
  if (parts.length === 3 && parts[0] === '' && parts[2] === '') return reads[1]!;
  return (row) => {
    let isEmpty = true;
    let text = '';
    for (const [index, part] of parts.entries()) {
      const cell = reads[index] ? reads[index](row) : part;
      if (cell === undefined) continue;
      if (reads[index]) isEmpty = false;
      text += typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
    }
    return isEmpty ? undefined : text;
  };
};

const booleans: Record<string, boolean> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

const parseJson = (cell: unknown): unknown => {
  if (typeof cell !== 'string') return cell;
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
};

type Column = Exclude<MappedValue, string | number | boolean>;

const parserOf = ({ as, decimal, group }: Column): ((cell: unknown) => unknown) => {
  const toDecimal = decimalReader({ decimal, group });
  switch (as) {
    case 'text':
      return (cell) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell));
    case 'decimal':
      return toDecimal;
    case 'number':
      return (cell) => {
        const text = toDecimal(cell);
        return text === undefined ? undefined : Number(text);
      };
    case 'boolean':
      return (cell) => booleans[String(cell).trim().toLowerCase()];
    case 'json':
      return parseJson;
  }
};

/** A value of the mapping; a Misfit for a cell that is not what it should be. */
export const readValue = <Row>(value: MappedValue, columnOf: ColumnOf<Row>): Read<Row> => {
  if (typeof value === 'string') return readText(value, columnOf);
  if (typeof value !== 'object') return () => value;
  const { column, as, values = {} } = value;
  const read = readColumn(column, columnOf);
  const parse = parserOf(value);
  const named = new Map(Object.entries(values));
  const misfit = new Misfit('invalid-value', `Column ${column} cannot be read as ${as}.`);
  return (row) => {
    const cell = read(row);
    if (cell === undefined) return undefined;
    const other = named.size > 0 ? named.get(String(cell)) : undefined;
    return other ?? parse(cell) ?? misfit;
  };
};
