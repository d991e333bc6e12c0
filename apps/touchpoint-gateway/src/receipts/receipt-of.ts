import type { HourlyReceipt, ImportedLine, ImportReceipt, SettledLines } from '@touchstone/contracts';
import type { KnownImport } from './imports.tables';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** One receipt of what gateway and customer repository know of an import. */
export const receiptOf = (importId: string, known: KnownImport, settled: SettledLines): ImportReceipt => {
  const { stored, duplicate, conflict } = settled;
  const arrived = sum([stored, duplicate, conflict, settled.rejected]);
  const refused = sum(Object.values(known.rejectedBy));
  // A gateway that dies between the bus and its own row has sent on what it does not count until it is sent again.
  const passedOn = Math.max(known.accepted, arrived);
  return {
    importId,
    source: known.source,
    begunAt: known.begunAt.toISOString(),
    read: passedOn + refused,
    stored,
    duplicate,
    conflict,
    rejected: refused + settled.rejected,
    waiting: passedOn - arrived,
    rejectedBy: { ...known.rejectedBy, ...(settled.rejected > 0 && { parked: settled.rejected }) },
  };
};

/** Both sorted by line; a page of the two together, and where the next one begins. */
export const mergeLines = (
  mine: readonly ImportedLine[],
  theirs: readonly ImportedLine[],
  limit: number,
): { items: readonly ImportedLine[]; next: string | null } => {
  const all = [...mine, ...theirs].sort((a, b) => a.line - b.line);
  const items = all.slice(0, limit);
  const isFull = all.length > limit || mine.length === limit || theirs.length === limit;
  return { items, next: isFull ? String(items.at(-1)!.line) : null };
};

/** Adds what the gateway rejected to what the repository received; newest hour first, then by source. */
export const mergeHours = (
  settled: readonly HourlyReceipt[],
  rejected: readonly { readonly source: string; readonly hour: string; readonly rejected: number }[],
  limit: number,
): readonly HourlyReceipt[] => {
  const hours = new Map(settled.map((one) => [`${one.hour} ${one.source}`, one]));
  for (const { source, hour, rejected: more } of rejected) {
    const at = `${hour} ${source}`;
    const before = hours.get(at) ?? { source, hour, received: 0, stored: 0, duplicate: 0, conflict: 0, rejected: 0 };
    hours.set(at, { ...before, received: before.received + more, rejected: before.rejected + more });
  }
  return [...hours.values()]
    .sort((a, b) => b.hour.localeCompare(a.hour) || a.source.localeCompare(b.source))
    .slice(0, limit);
};
