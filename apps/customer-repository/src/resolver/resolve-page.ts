import { identityStream, type RecordedEvent, type ResolutionRules } from '@touchstone/contracts';
import type { EventStore } from '@touchstone/event-store';
import { decidePage } from './decide-page';
import { byTime, pairKey } from './evidence';
import type { KnownPair, News, Verdict } from './known';
import { loadClosure, type ResolverRows, type StoredInstruction } from './load-closure';
import { readStretch, withoutRepeats, type FirstSeen, type Stretch } from './read-page';
import type { PairLookup } from './rows.tables';
import { StatedPairs } from './stated-pairs';

export interface Decided {
  readonly verdict: Verdict;
  readonly instructions: readonly StoredInstruction[];
}

const atOnce = 32;

/** What a stretch of the log changes, or undefined when it says nothing new: then nothing is loaded but one lookup. */
export const resolveStretch = async (
  rows: ResolverRows & PairLookup,
  store: Pick<EventStore, 'readStream' | 'versions'>,
  events: readonly RecordedEvent[],
  rules: ResolutionRules,
  held = new StatedPairs(),
): Promise<Decided | undefined> => {
  const stretch = readStretch(events, held);
  const { statements, known } = await dropKnown(rows, stretch, held);
  if (statements.length === 0 && stretch.instructions.length === 0) return undefined;
  const instructed = stretch.instructions.flatMap(({ left, right }) => [...left, ...right]);
  const seeds = [...new Set([...statements.flatMap(({ left, right }) => [left, right]), ...instructed])];
  const closure = await loadClosure(rows, seeds, [rules], instructed);
  const unknown = seeds.filter((identity) => !closure.members.has(identity));
  const identities = await firstPositions(store, unknown, stretch.firstSeen);
  const news: News = { statements, instructions: stretch.instructions, identities };
  const pairs = new Map([...closure.pairs, ...known]);
  return { verdict: decidePage({ ...closure, pairs }, news, rules), instructions: stretch.instructions };
};

/** One lookup for the whole stretch: most pairs of a busy customer were stated before. */
const dropKnown = async (rows: PairLookup, { statements }: Stretch, held: StatedPairs) => {
  const distinct = withoutRepeats(statements);
  if (distinct.length === 0) return { statements: distinct, known: new Map<string, KnownPair>() };
  const found = await rows.pairs(
    distinct.map(({ left }) => left),
    distinct.map(({ right }) => right),
  );
  held.note(found);
  const known = new Map(found.map((pair) => [pairKey(pair), pair]));
  const news = distinct.filter((one) => {
    const stated = known.get(pairKey(one))?.stated;
    return !stated || byTime(one, stated) < 0;
  });
  return {
    statements: news,
    known: new Map(
      news.flatMap((one) => [
        ...(known.has(pairKey(one)) ? [[pairKey(one), known.get(pairKey(one)) as KnownPair] as const] : []),
      ]),
    ),
  };
};

/** Where each identity was named first: in this stretch, or earlier as the only subject of a fact in its own stream. */
const firstPositions = async (
  store: Pick<EventStore, 'readStream' | 'versions'>,
  unknown: readonly string[],
  firstSeen: ReadonlyMap<string, FirstSeen>,
): Promise<Map<string, { type: FirstSeen['type']; first: string }>> => {
  const seen = (identity: string) => firstSeen.get(identity) as FirstSeen;
  const first = new Map(
    unknown.map((identity) => [identity, { type: seen(identity).type, first: seen(identity).position }]),
  );
  const open = unknown.filter((identity) => !seen(identity).beginsStream);
  const streams = open.length > 0 ? await store.versions(open.map(identityStream)) : new Map<string, number>();
  const older = open.filter((identity) => streams.has(identityStream(identity)));
  for (let from = 0; from < older.length; from += atOnce)
    await Promise.all(
      older.slice(from, from + atOnce).map(async (identity) => {
        const { events } = await store.readStream(identityStream(identity), { limit: 1 });
        const position = events[0]?.position;
        if (position !== undefined && position < seen(identity).position)
          first.set(identity, { type: seen(identity).type, first: position });
      }),
    );
  return first;
};
