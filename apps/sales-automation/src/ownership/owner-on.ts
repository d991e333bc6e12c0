import type { Owned } from '../commands/followed-stream';

/** Who owned a record at the end of a day (UTC); undefined while nobody did. */
export const ownerOn = (owners: readonly Owned[], day: string): string | undefined =>
  owners.findLast(({ since }) => since.slice(0, 10) <= day)?.owner;

/** One after the other, without those who were named again. */
export const changesOf = (owners: readonly Owned[]): readonly Owned[] =>
  owners.filter(({ owner }, index) => owner !== owners[index - 1]?.owner);
