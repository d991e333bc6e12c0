import { lineBits, linesPerBlock } from '@touchstone/contracts';
import type { Outcome } from './marks.tables';
import type { ImportedLine } from './receive';

/** Lines of one block of an import, as hex text of bits: each line in at most one of them. */
export interface SettledBlock {
  readonly import: string;
  readonly block: number;
  readonly stored: string;
  readonly duplicate: string;
  readonly conflict: string;
  readonly rejected: string;
}

const kinds = ['stored', 'conflict', 'duplicate', 'rejected'] as const;
const none = '0'.repeat(linesPerBlock / 4);

type Lines = Map<number, (typeof kinds)[number]>;

// A line that was sent twice may stand in a chunk twice: what is stored of it is not its own duplicate.
const collect = (outcome: Pick<Outcome, 'stored' | 'duplicates' | 'conflicts' | 'rejected'>): Map<string, Lines> => {
  const imports = new Map<string, Lines>();
  const add = (kind: (typeof kinds)[number], line: ImportedLine | undefined): void => {
    if (!line) return;
    const lines = imports.get(line.id) ?? new Map();
    if (!lines.has(line.line)) lines.set(line.line, kind);
    imports.set(line.id, lines);
  };
  for (const { incoming } of outcome.stored) add('stored', incoming.line);
  for (const { incoming } of outcome.conflicts) add('conflict', incoming.line);
  for (const { line } of outcome.duplicates) add('duplicate', line);
  for (const { line } of outcome.rejected) add('rejected', line);
  return imports;
};

/** What became of the imported lines of a chunk, block by block. */
export const settledBlocks = (outcome: Parameters<typeof collect>[0]): SettledBlock[] =>
  [...collect(outcome)].flatMap(([id, lines]) => {
    const bits = new Map(
      kinds.map((kind) => [kind, lineBits([...lines].flatMap(([line, of]) => (of === kind ? [line] : [])))]),
    );
    const blocks = new Set([...bits.values()].flatMap((of) => [...of.keys()]));
    const of = (kind: (typeof kinds)[number], block: number): string => bits.get(kind)?.get(block) ?? none;
    return [...blocks].map((block) => ({
      import: id,
      block,
      stored: of('stored', block),
      duplicate: of('duplicate', block),
      conflict: of('conflict', block),
      rejected: of('rejected', block),
    }));
  });
