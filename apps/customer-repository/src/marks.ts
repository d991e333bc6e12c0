import { repositoryGroup, type FreshnessToken, type RepositoryMarks } from '@touchstone/contracts';
import type { EventBus, ParkedMessage } from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';

export interface MarkSources {
  readonly store: Pick<EventStore, 'head'>;
  readonly bus: Pick<EventBus, 'progress' | 'parking' | 'lag'>;
  /** `<topic>/<partition>` of everything that the workers read. */
  readonly partitions: readonly string[];
  readonly inboxMarks: (partitions: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly resolverPosition: () => Promise<{ position: string; levelAt: Date | undefined }>;
  /** Positions of the last fact and of the last decision. */
  readonly appended: () => Promise<readonly string[]>;
  readonly quarantined: (ranges?: readonly Range[]) => Promise<readonly string[]>;
}
type Range = readonly [topic: string, partition: number, first: number, last: number];

/** Undefined without a token: then every parked event is meant. A token of a store's position names no event of the bus. */
const rangesOf = (token: FreshnessToken | undefined): Range[] | undefined =>
  token &&
  Object.entries(token.bus ?? {}).map(([name, [first, last]]) => {
    const slash = name.lastIndexOf('/');
    return [name.slice(0, slash), Number(name.slice(slash + 1)), first, last] as const;
  });

const parkedIds = async (parking: EventBus['parking'], ranges: readonly Range[] | undefined): Promise<string[]> => {
  if (ranges?.length === 0) return [];
  const ids: string[] = [];
  const wanted = ({ message: { topic, partition, offset } }: ParkedMessage) =>
    !ranges ||
    ranges.some(([t, p, first, last]) => t === topic && p === partition && first <= offset && offset <= last);
  for (let after: string | null | undefined; after !== null;) {
    const filter = {
      group: repositoryGroup,
      states: ['parked', 'waiting'],
      limit: 1000,
      ...(after && { after }),
    } as const;
    const page = await parking.list(filter);
    ids.push(...page.items.filter(wanted).map(({ message }) => message.event.id));
    after = ids.length >= 1000 ? null : page.next;
  }
  return ids;
};

/** How far workers and resolver got. The head is read last, so that whatever stands behind the other two lies before it. */
export const readMarks = async (sources: MarkSources, token?: FreshnessToken): Promise<RepositoryMarks> => {
  const { store, bus, partitions, inboxMarks, resolverPosition, quarantined, appended } = sources;
  const ranges = rangesOf(token);
  const [own, committed, parked, conflicts] = await Promise.all([
    inboxMarks(partitions),
    bus.progress(repositoryGroup, partitions),
    parkedIds(bus.parking, ranges),
    quarantined(ranges),
  ]);
  const inbox = Object.fromEntries(
    partitions.map((name) => [name, Math.max(own.get(name) ?? 0, committed.get(name) ?? 0)]),
  );
  const askedAt = new Date();
  const lag = await bus.lag(repositoryGroup);
  const { position: resolver, levelAt } = await resolverPosition();
  // Another transaction on the server may hold the watermark before what workers and resolver have appended.
  const head = [await store.head(), ...(await appended())].reduce((a, b) => (a > b ? a : b));
  const behind = Math.max(0, ...lag.map(({ ageMs }) => ageMs));
  const inboxLevelAt = new Date(askedAt.getTime() - behind);
  const resolverLevelAt = resolver >= head ? askedAt : levelAt;
  const oldest = resolverLevelAt && (resolverLevelAt < inboxLevelAt ? resolverLevelAt : inboxLevelAt);
  return {
    inbox,
    resolver,
    head,
    parked: [...new Set([...parked, ...conflicts])],
    ...(oldest && { inboxLevelAt: oldest.toISOString() }),
  };
};
