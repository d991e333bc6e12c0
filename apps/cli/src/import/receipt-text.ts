import type { ImportedLine, ImportReceipt } from '@touchstone/contracts';
import { table } from '../show';

const maxShown = 50;

const lineText = ({ line, outcome, code, rejection }: ImportedLine): string[] => [
  String(line),
  outcome,
  code ?? '',
  rejection === undefined ? '' : `dead-letters show rejection:${rejection} --values`,
];

interface Shown {
  readonly showAll?: boolean;
  /** Code -> what it means here. */
  readonly details?: ReadonlyMap<string, string>;
}

/** A receipt for people, with the first of the lines that were not stored. */
export const receiptText = (
  receipt: ImportReceipt,
  lines: readonly ImportedLine[],
  { showAll = false, details = new Map() }: Shown = {},
): string => {
  const { importId, read, stored, duplicate, conflict, rejected, waiting, rejectedBy } = receipt;
  const reasons = Object.entries(rejectedBy).map(
    ([code, count]) => `  ${count} ${code}${details.has(code) ? `: ${details.get(code)}` : ''}`,
  );
  const shown = lines.slice(0, showAll ? lines.length : maxShown).map(lineText);
  const left = conflict + rejected - shown.length;
  return [
    `import ${importId}`,
    table(
      ['read', 'stored', 'duplicate', 'conflict', 'rejected', 'on the way'],
      [[read, stored, duplicate, conflict, rejected, waiting]],
    ),
    ...(waiting > 0
      ? [
          `${waiting} lines are accepted and on their way: touchstone receipts ${importId} shows when they have arrived, touchstone dead-letters list what waits for a repair.`,
        ]
      : []),
    ...(reasons.length > 0 ? ['rejected:', ...reasons] : []),
    ...(shown.length > 0 ? [table(['line', 'outcome', 'code', 'as it was sent'], shown)] : []),
    ...(left > 0 ? [`and ${left} more lines: touchstone receipts ${importId} --lines lists them all.`] : []),
  ].join('\n');
};
