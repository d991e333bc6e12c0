import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRecords, delimiterOf } from './csv-records';
import { Misfit } from './misfit';

const comma = { delimiter: ',', quote: '"' };
/** Reads a text whose lines come in blocks of `size`. */
const read = (text: string, size = 1000) => {
  const lines = text.split('\n');
  const reader = csvRecords(comma);
  const records = [];
  for (let at = 0; at < lines.length; at += size)
    records.push(...reader.read({ lines: lines.slice(at, at + size), firstLine: at + 1, misfits: new Map() }));
  return [...records, ...reader.end()];
};
const shown = (text: string, size?: number) =>
  read(text, size).map(({ line, fields }) => [line, fields instanceof Misfit ? fields.code : fields]);

describe('csvRecords', () => {
  it('reads what csv-parse reads, with the line of each record, in blocks of any size', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '') });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
    const quoted = (value: string): string => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), fc.constantFrom('\n', '\r\n'), (sent, size, end) => {
        const text = sent.map((fields) => fields.map(quoted).join(',') + end).join('');
        const wanted = parse(text, { info: true, record_delimiter: end, skip_empty_lines: true }) as unknown as {
          record: string[];
        }[];
        expect(read(text, size).map(({ fields }) => fields)).toEqual(wanted.map(({ record }) => record));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a quote that is never closed',
      'a,"b\nc,d\ne,f',
      [
        [1, 'broken-quotes'],
        [2, ['c', 'd']],
        [3, ['e', 'f']],
      ],
    ],
    [
      'two of them',
      'a,"b\nc,d\ne,"f\ng,h',
      [
        [1, 'broken-quotes'],
        [2, ['c', 'd']],
        [3, 'broken-quotes'],
        [4, ['g', 'h']],
      ],
    ],
    [
      'an inch mark',
      'a,5" pipe\nc,d',
      [
        [1, 'broken-quotes'],
        [2, ['c', 'd']],
      ],
    ],
    [
      'something behind a closing quote',
      '"a"b,c\nd,"e\nf"',
      [
        [1, 'broken-quotes'],
        [2, ['d', 'e\nf']],
      ],
    ],
  ])('gives up only the line of %s', (_, text, wanted) => {
    for (const size of [1, 2, 1000]) expect(shown(text, size)).toEqual(wanted);
  });

  it('reads on behind a quote that is open for more than 8 MiB, once', () => {
    const line = `${'x'.repeat(1023)},y`;
    const text = ['a,"b', ...Array.from({ length: 9 * 1024 }, () => line), '"last",z'].join('\n');
    const records = read(text);
    expect(records[0]?.fields).toMatchObject({ code: 'broken-quotes' });
    expect(records).toHaveLength(9 * 1024 + 2);
    expect(records.at(-1)).toMatchObject({ line: 9 * 1024 + 2, fields: ['last', 'z'] });
  });

  it('tells the delimiter by the header', () => {
    expect(['a,b', 'a;b;"c,d,e"', 'a\tb', 'a'].map(delimiterOf)).toEqual([',', ';', '\t', ',']);
  });
});
