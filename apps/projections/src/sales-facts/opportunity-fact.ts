import { happenedAt, opportunityEvents, type OpportunityEvent, type PlainRecorded } from '@touchstone/contracts';

/** A fact about an opportunity, without what is sealed: these read models hold nothing personal. */
export type OpportunityFact = OpportunityEvent & {
  readonly eventId: string;
  readonly opportunityId: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly recordedAt: number;
  /** In the store of sales, also where the fact is a copy in the stream of a customer. */
  readonly position: string;
  readonly imported: boolean;
};

const definitions = new Map(opportunityEvents.map((definition) => [definition.type, definition]));
export const opportunityTypes: readonly string[] = [...definitions.keys()];

/** Facts arrive late when they are heard of more than a minute after they happened. */
export const lateAfterMs = 60_000;

export const opportunityFactOf = (event: PlainRecorded): OpportunityFact | undefined => {
  const definition = definitions.get(event.type);
  if (!definition) return undefined;
  const at = Date.parse(happenedAt(event) ?? event.metadata.time);
  if (Number.isNaN(at)) throw new TypeError(`Event ${event.id} has no time.`);
  const clear = Object.entries(event.data).filter(([field]) => definition.personal[field] === undefined);
  return {
    type: event.type,
    schemaVersion: event.schemaVersion,
    data: Object.fromEntries(clear),
    eventId: event.id,
    opportunityId: String(event.data['opportunityId']),
    at,
    recordedAt: Date.parse(event.recordedAt),
    position: event.metadata.origin?.position ?? event.position,
    imported: event.metadata.imported === true,
  } as OpportunityFact;
};

const before = (a: OpportunityFact, b: OpportunityFact): number =>
  a.at - b.at || (a.position < b.position ? -1 : Number(a.position > b.position));

/** In the order in which they happened, whatever the order in which they were heard of. */
export const inOrder = (facts: readonly OpportunityFact[]): OpportunityFact[] => [...facts].sort(before);
