import {
  customerLinked,
  customerMerged,
  customerSplit,
  customerStream,
  eventIdOf,
  type WireEvent,
} from '@touchstone/contracts';
import type { Append, EventStore } from '@touchstone/event-store';
import type { Decision } from './known';

const decisionNamespace = '7d1c6f0e-6f0a-5a86-9d0a-6a2f8b1f7a53';
const definitions = { linked: customerLinked, merged: customerMerged, split: customerSplit };
/** Pairs that one event lists; a kiosk that is blocked changes thousands at once. */
const pairsPerEvent = 500;
const eventsPerAppend = 1000;

/** ∞ Derives from cause, rules, customer and place, so that a decision told again after a crash is the same event. */
export const decisionId = (cause: string, ruleVersion: number, customer: string, version: number): string =>
  eventIdOf(decisionNamespace, `${cause}\n${ruleVersion}\n${customer}\n${version}`);

const parts = (decision: Decision): Decision[] => {
  const { pairs } = decision;
  const count = Math.max(1, Math.min(eventsPerAppend, Math.ceil(pairs.length / pairsPerEvent)));
  return Array.from({ length: count }, (_, index) => {
    const own = pairs.slice(index * pairsPerEvent, (index + 1) * pairsPerEvent);
    if (index === 0) return { ...decision, pairs: own };
    return { ...decision, kind: 'linked' as const, joined: [], aliasesAdded: [], aliasesRemoved: [], pairs: own };
  });
};

const eventOf = (decision: Decision, ruleVersion: number, version: number): WireEvent => {
  const { customer, kind, cause, joined, aliasesAdded, aliasesRemoved, pairs } = decision;
  const { type, schemaVersion, data } = definitions[kind]({
    customerId: customer,
    cause: cause.event,
    ruleVersion,
    joined: [...joined],
    aliasesAdded: [...aliasesAdded],
    aliasesRemoved: [...aliasesRemoved],
    pairs: [...pairs],
  });
  return {
    id: decisionId(cause.event, ruleVersion, customer, version),
    type,
    schemaVersion,
    data: JSON.stringify(data),
    metadata: { source: 'customer-repository', time: cause.recordedAt, participants: [], causationId: cause.event },
  };
};

/** Told under other versions than this resolver knows, again and again: two of them write at the same time. */
export class DecisionRefused extends Error {
  constructor(readonly streams: number) {
    super(`Decisions for ${streams} customers were refused several times: somebody else writes to their streams.`);
    this.name = 'DecisionRefused';
  }
}

const rounds = 5;

export interface Told {
  /** Customer -> version of its stream. */
  readonly versions: Map<string, number>;
  /** Of the last decision. */
  position: string;
}

/**
 * Appends the decisions at exact versions, those that take away before those that add. Told once before (a crash came
 * before the commit) they are there already, which is success.
 */
export const tell = async (
  store: EventStore,
  decisions: readonly Decision[],
  ruleVersion: number,
  known: ReadonlyMap<string, number>,
): Promise<Told> => {
  const told: Told = { versions: new Map(known), position: '' };
  const loses = (decision: Decision) => decision.aliasesRemoved.length > 0;
  await tellAll(store, decisions.filter(loses), ruleVersion, told);
  await tellAll(
    store,
    decisions.filter((decision) => !loses(decision)),
    ruleVersion,
    told,
  );
  return told;
};

const tellAll = async (
  store: EventStore,
  decisions: readonly Decision[],
  ruleVersion: number,
  told: Told,
): Promise<void> => {
  const { versions } = told;
  let waiting = decisions;
  for (let round = 0; waiting.length > 0; round++) {
    if (round === rounds) throw new DecisionRefused(waiting.length);
    const appends = waiting.map((decision): Append => {
      const version = versions.get(decision.customer) ?? -1;
      const events = parts(decision).map((part, index) => eventOf(part, ruleVersion, version + 1 + index));
      return { stream: customerStream(decision.customer), events, expected: version < 0 ? 'no-stream' : version };
    });
    const results = await store.appendMany(appends);
    const again: Decision[] = [];
    for (const [index, result] of results.entries()) {
      const decision = waiting[index] as Decision;
      if (result.status === 'appended' || result.status === 'duplicate') {
        versions.set(decision.customer, result.version);
        if (result.position > told.position) told.position = result.position;
      } else {
        const stream = customerStream(decision.customer);
        const actual = (await store.versions([stream])).get(stream) ?? -1;
        versions.set(decision.customer, actual);
        again.push(decision);
      }
    }
    waiting = again;
  }
};
