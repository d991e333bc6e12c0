/** The slots of one build of a projection, and who is there to hold them. */
export interface SharedBuild {
  readonly key: string;
  readonly slots: number;
  /** Those that are alive, in the order in which they came. */
  readonly members: readonly string[];
}

export interface Share {
  /** Slots that the member holds in the end. */
  readonly count: number;
  /** Slots of those that came before it: where it begins to look for free ones, so that two rarely want the same. */
  readonly before: number;
}

const nothing: Share = { count: 0, before: 0 };

/**
 * A member's share of the slots of a build. It follows from who is there, and not from who holds what, so that all come to
 * the same and the shares add up to the slots. What does not divide goes around: where one build ends the next one begins,
 * so shares differ by one at most in each build, and in all builds with the same members.
 */
export const shareOf = (builds: readonly SharedBuild[], key: string, member: string): Share => {
  const at = builds.findIndex((build) => build.key === key);
  const { slots = 0, members = [] } = builds[at] ?? {};
  const place = members.indexOf(member);
  if (place < 0) return nothing;
  const count = members.length;
  const passed = builds.slice(0, at).reduce((sum, build) => sum + build.slots, 0) % count;
  const shares = members.map(
    (_, index) => Math.floor(slots / count) + Number((index - passed + count) % count < slots % count),
  );
  return {
    count: shares[place] ?? 0,
    before: shares.slice(0, place).reduce((sum, share) => sum + share, 0),
  };
};

export interface Moves {
  readonly giveUp: readonly number[];
  readonly take: readonly number[];
}

/** What a member does next: gives up what it has too much, or takes what is free and missing to it. */
export const movesOf = ({ count, before }: Share, held: readonly number[], free: readonly number[]): Moves => {
  const kept = [...held].sort((a, b) => a - b);
  const ordered = [...free].sort((a, b) => Number(a < before) - Number(b < before) || a - b);
  return { giveUp: kept.slice(count), take: ordered.slice(0, Math.max(0, count - kept.length)) };
};
