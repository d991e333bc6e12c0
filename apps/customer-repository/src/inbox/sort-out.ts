import type { Incoming } from './receive';

/** What the inbox knows of an event id that it has met before. */
export interface Claim {
  readonly id: string;
  readonly digest: string | undefined;
  /** Position in the store, or undefined while it is only claimed. */
  readonly position: string | undefined;
  /** Version of the stream's last event when it was claimed: the event itself can only lie behind it. */
  readonly afterVersion: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface SortedOut {
  /** Never seen before: go into the store. */
  readonly fresh: readonly Incoming[];
  /** Claimed by a worker that did not get further: may or may not lie in the store. */
  readonly resumed: readonly { readonly incoming: Incoming; readonly afterVersion: number }[];
  readonly duplicates: readonly Incoming[];
  readonly conflicts: readonly Conflict[];
}
export interface Conflict {
  readonly incoming: Incoming;
  /** Digest of what was stored first under this id. */
  readonly stored: string | undefined;
}

export interface Distinct {
  readonly first: readonly Incoming[];
  /** Later messages of the same chunk with an id that stands in it already. */
  readonly repeats: readonly Incoming[];
}

/** The first message of each event id; the ids of one chunk are claimed once. */
export const distinct = (incoming: readonly Incoming[]): Distinct => {
  const seen = new Set<string>();
  const first: Incoming[] = [];
  const repeats: Incoming[] = [];
  for (const one of incoming) {
    (seen.has(one.event.id) ? repeats : first).push(one);
    seen.add(one.event.id);
  }
  return { first, repeats };
};

const isRedelivery = ({ message }: Incoming, claim: Claim): boolean =>
  message.topic === claim.topic && message.partition === claim.partition && message.offset === claim.offset;

/**
 * The same id with the same digest is a duplicate, for ever; with another it is a conflict. The very message that was
 * stored, delivered again, is neither: it was counted when it was stored.
 */
export const sortOut = ({ first, repeats }: Distinct, claims: ReadonlyMap<string, Claim>): SortedOut => {
  const fresh: Incoming[] = [];
  const resumed: { incoming: Incoming; afterVersion: number }[] = [];
  const duplicates: Incoming[] = [];
  const conflicts: Conflict[] = [];
  const kept = new Map<string, string | undefined>();
  for (const incoming of first) {
    const claim = claims.get(incoming.event.id);
    const own = incoming.event.metadata.digest;
    if (!claim) fresh.push(incoming);
    else if (claim.digest !== own) conflicts.push({ incoming, stored: claim.digest });
    else if (claim.position === undefined) resumed.push({ incoming, afterVersion: claim.afterVersion });
    else if (!isRedelivery(incoming, claim)) duplicates.push(incoming);
    kept.set(incoming.event.id, claim ? claim.digest : own);
  }
  for (const incoming of repeats) {
    const stored = kept.get(incoming.event.id);
    const claim = claims.get(incoming.event.id);
    if (stored !== incoming.event.metadata.digest) conflicts.push({ incoming, stored });
    else if (!claim || !isRedelivery(incoming, claim)) duplicates.push(incoming);
  }
  return { fresh, resumed, duplicates, conflicts };
};
