import { CsvError, parse } from 'csv-parse/sync';
import { Misfit } from './misfit';
import { maxRecord, type TextBlock } from './text-block';

export interface CsvRecord {
  /** Number of its first line. */
  readonly line: number;
  readonly fields: readonly string[] | Misfit;
  readonly length: number;
}

interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
}

const wrong: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'A closing quote is followed by something else than the end of the field',
  INVALID_OPENING_QUOTE: 'A quote stands inside a field that does not begin with one',
};

const brokenQuotes = (code: string): Misfit =>
  new Misfit(
    'broken-quotes',
    `${wrong[code] ?? 'The quotes do not fit together'}; the lines behind it are read on their own.`,
  );
const neverClosed = brokenQuotes('CSV_QUOTE_NOT_CLOSED');

/** Fields of a record with well-formed quotes; undefined for any other, which csv-parse judges. */
const splitQuoted = (text: string, { delimiter, quote }: Dialect): string[] | undefined => {
  const fields: string[] = [];
  for (let at = 0; ;) {
    if (text[at] !== quote) {
      const end = text.indexOf(delimiter, at);
      const field = text.slice(at, end < 0 ? text.length : end);
      if (field.includes(quote)) return undefined;
      fields.push(field);
      if (end < 0) return fields;
      at = end + 1;
      continue;
    }
    let close = text.indexOf(quote, at + 1);
    let hasDoubled = false;
    while (close >= 0 && text[close + 1] === quote) {
      hasDoubled = true;
      close = text.indexOf(quote, close + 2);
    }
    if (close < 0) return undefined;
    const field = text.slice(at + 1, close);
    fields.push(hasDoubled ? field.replaceAll(quote + quote, quote) : field);
    if (close + 1 === text.length) return fields;
    if (text[close + 1] !== delimiter) return undefined;
    at = close + 2;
  }
};

const judge = (text: string, { delimiter, quote }: Dialect): readonly string[] | Misfit => {
  try {
    const [fields = []] = parse(text, { delimiter, quote, record_delimiter: '\0\n\0', max_record_size: maxRecord });
    return fields;
  } catch (error) {
    return brokenQuotes(error instanceof CsvError ? error.code : '');
  }
};

const withoutReturn = (text: string): string => (text.charCodeAt(text.length - 1) === 13 ? text.slice(0, -1) : text);

/** An odd number of quotes leaves one open. */
const opens = (line: string, quote: string): boolean => {
  let count = 0;
  for (let at = line.indexOf(quote); at >= 0; at = line.indexOf(quote, at + 1)) count += 1;
  return count % 2 === 1;
};

/**
 * Reads records of RFC 4180. A record whose quotes are broken costs its first line only: those behind it are read again
 * on their own.
 */
export const csvRecords = (dialect: Dialect): { read(block: TextBlock): CsvRecord[]; end(): CsvRecord[] } => {
  const { delimiter, quote } = dialect;
  let open: string[] = [];
  let openedAt = 0;
  let openLength = 0;

  const fieldsOf = (record: string): readonly string[] | Misfit =>
    record.includes(quote) ? (splitQuoted(record, dialect) ?? judge(record, dialect)) : record.split(delimiter);
  const add = (records: CsvRecord[], line: number, text: string): void => {
    const record = withoutReturn(text);
    if (record !== '') records.push({ line, fields: fieldsOf(record), length: record.length });
  };
  /** Gives the first of the open lines up, and reads the others again. */
  const giveUp = (records: CsvRecord[], misfit: Misfit): void => {
    const [lines, line] = [open, openedAt];
    records.push({ line, fields: misfit, length: openLength });
    open = [];
    for (let at = 1; at < lines.length; at++) take(records, line + at, lines[at]!);
  };
  const take = (records: CsvRecord[], line: number, text: string): void => {
    if (open.length === 0) {
      if (!text.includes(quote) || !opens(text, quote)) return add(records, line, text);
      [open, openedAt, openLength] = [[text], line, text.length];
      return;
    }
    open.push(text);
    openLength += text.length + 1;
    if (openLength > maxRecord) return giveUp(records, neverClosed);
    if (!text.includes(quote) || !opens(text, quote)) return;
    const record = withoutReturn(open.join('\n'));
    const fields = fieldsOf(record);
    if (fields instanceof Misfit) return giveUp(records, fields);
    records.push({ line: openedAt, fields, length: record.length });
    open = [];
  };
  return {
    read: ({ lines, firstLine, misfits }) => {
      const records: CsvRecord[] = [];
      for (let at = 0; at < lines.length; at++) {
        const misfit = misfits.size > 0 ? misfits.get(at) : undefined;
        if (misfit && open.length > 0) giveUp(records, neverClosed);
        if (misfit) records.push({ line: firstLine + at, fields: misfit, length: 0 });
        else take(records, firstLine + at, lines[at]!);
      }
      return records;
    },
    end: () => {
      const records: CsvRecord[] = [];
      while (open.length > 0) giveUp(records, neverClosed);
      return records;
    },
  };
};

/** The delimiter that stands most often in the line that names the columns. */
export const delimiterOf = (header: string): string => {
  const unquoted = header.replace(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((delimiter) => [delimiter, unquoted.split(delimiter).length] as const);
  return counted.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
};
