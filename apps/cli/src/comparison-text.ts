import type { BuildComparison, TableComparison } from '@touchstone/contracts';
import { table } from './show';

const rowsOf = (of: TableComparison) => {
  const rows = [
    ['rows only in the live one', of.onlyLive, of.mustEqual] as const,
    ['rows only in the new one', of.onlyBuilt, of.mustEqual] as const,
    ...of.columns.map(({ column, rows, mustEqual }) => [column, rows, mustEqual] as const),
  ];
  return rows
    .filter(([, count]) => count > 0)
    .map(([what, count, mustEqual]) => [of.table, what, count, mustEqual ? 'refused' : 'to be accepted']);
};

const samplesOf = ({ table: name, samples }: TableComparison): string[] =>
  samples.map(
    ({ key, columns, live, built }) =>
      `${name} ${JSON.stringify(key)}: ${columns.join(', ') || 'in one of the two only'}\n` +
      `  live ${JSON.stringify(live)}\n  new  ${JSON.stringify(built)}`,
  );

/** What a comparison found, and what to do about it. */
export const comparisonText = (projection: string, build: string, found: BuildComparison): string => {
  const { against, tables, remarks, refused, other, stoodMs } = found;
  const rows = tables.reduce((sum, one) => sum + one.built, 0);
  const differences = tables.flatMap(rowsOf);
  const verdict =
    refused > 0
      ? `It cannot be switched to: projection abort ${projection}, correct it, and build it again.`
      : other > 0
        ? `If these differences are meant: projection switch ${projection} --accept`
        : `Nothing differs: projection switch ${projection}`;
  return [
    `Build ${build} of ${projection} against ${against}: ${rows} rows, both at one position (slots stood still for ${stoodMs} ms).`,
    ...(differences.length > 0 ? [table(['table', 'what differs', 'rows', 'means'], differences)] : []),
    ...remarks,
    ...tables.flatMap(samplesOf),
    verdict,
  ].join('\n');
};
