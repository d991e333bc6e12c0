import { Refused } from '../refused';
import { compileMapping } from './compile-mapping';
import { csvRecords, delimiterOf, type CsvRecord } from './csv-records';
import type { Mapping } from './mapping';
import { Misfit, type Outcome } from './misfit';
import type { Reader } from './reader';

type Fields = readonly string[];

const columnsOf = (names: Fields) => {
  const places = new Map(names.map((name, at) => [name.trim(), at]));
  if (places.size < names.length)
    throw new Refused('Two columns have the same name: name them in the mapping, csv.header: [..].');
  return (name: string) => {
    const at = places.get(name);
    return at === undefined ? undefined : (row: Fields) => row[at];
  };
};

const wrongCount = (has: number, columns: number): Misfit =>
  new Misfit('wrong-number-of-columns', `The record has ${has} columns, the file ${columns}.`);

/** Records of a CSV file as events. The first record names the columns, unless the mapping does. */
export const csvReader = (mapping: Mapping, idOfLine: (line: number) => string): Reader => {
  const { delimiter, quote, header } = mapping.csv;
  let records: ReturnType<typeof csvRecords> | undefined;
  let columns = 0;
  let compiled: ReturnType<typeof compileMapping<Fields>> | undefined;
  const use = (names: Fields): void => {
    columns = names.length;
    compiled = compileMapping(mapping, columnsOf(names), idOfLine);
  };
  if (header !== true) use(header);
  const toOutcome = ({ line, fields, length }: CsvRecord): Outcome[] => {
    if (fields instanceof Misfit) return [{ line, event: fields, length }];
    if (!compiled) {
      use(fields);
      return [];
    }
    const event = fields.length === columns ? compiled(fields, line) : wrongCount(fields.length, columns);
    return [{ line, event, length }];
  };
  const toOutcomes = (found: readonly CsvRecord[]): Outcome[] => {
    const outcomes: Outcome[] = [];
    for (const record of found) outcomes.push(...toOutcome(record));
    return outcomes;
  };
  return {
    read: (block) => {
      records ??= csvRecords({ delimiter: delimiter ?? delimiterOf(block.lines[0] ?? ''), quote });
      return toOutcomes(records.read(block));
    },
    end: () => toOutcomes(records?.end() ?? []),
  };
};
