import type { BusMessage, Poison } from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';
import type { AtCrashPoint } from '../crash-points';
import { appendFacts, findInStream, type Stored } from './append-facts';
import { advance, type Progress } from './high-water';
import { inLanes } from './lanes';
import { receive, rejected, type Incoming, type Rejected } from './receive';
import { distinct, sortOut, type Claim, type SortedOut } from './sort-out';
import { StreamVersions } from './stream-versions';
import type { Counted, Outcome } from './marks.tables';

/** The inbox's rows, as the worker needs them. */
export interface InboxRows {
  claim(incoming: readonly Incoming[], versionOf: (stream: string) => number): Promise<Map<string, Claim>>;
  mark(outcome: Outcome): Promise<Counted[]>;
}

export interface ChunkHandling {
  readonly store: EventStore;
  readonly rows: InboxRows;
  readonly progress: Map<string, Progress>;
  readonly atCrashPoint: AtCrashPoint;
  readonly now: () => Date;
}

export interface Handled {
  readonly poison: readonly Poison[];
  readonly counted: readonly Counted[];
}

/** Parts of a chunk under way at the same time. */
const laneCount = 2;

/** The bus commits when it resolves. All lanes have ended when it throws: a part that is done is known as it comes again. */
export const handleChunk = (handling: ChunkHandling) => {
  const handleLane = laneOver(handling);
  return async (messages: readonly BusMessage[]): Promise<Handled> => {
    const lanes = await Promise.allSettled(inLanes(messages, laneCount).map(handleLane));
    const handled = lanes.map((lane) => {
      if (lane.status === 'rejected') throw lane.reason;
      return lane.value;
    });
    return { poison: handled.flatMap(({ poison }) => poison), counted: handled.flatMap(({ counted }) => counted) };
  };
};

/** Claim, append, mark. A crash anywhere repeats from the claim. */
const laneOver = ({ store, rows, progress, atCrashPoint, now }: ChunkHandling) => {
  const versions = new StreamVersions(store);
  return async (messages: readonly BusMessage[]): Promise<Handled> => {
    atCrashPoint('inbox.received');
    const { incoming, poison } = takeIn(messages, now());
    const chunk = distinct(incoming);
    await versions.load(chunk.first.map(({ stream }) => stream));
    const claims =
      chunk.first.length > 0
        ? await rows.claim(chunk.first, (stream) => versions.of(stream))
        : new Map<string, Claim>();
    atCrashPoint('inbox.claimed');
    const sorted = sortOut(chunk, claims);
    const found = await findResumed(store, versions, sorted);
    const here = new Set(found.map((one) => one.incoming));
    const resumed = sorted.resumed.map((one) => one.incoming).filter((one) => !here.has(one));
    const wanted = new Set([...sorted.fresh, ...resumed]);
    const appended = await appendFacts(
      store,
      versions,
      chunk.first.filter((one) => wanted.has(one)),
    );
    atCrashPoint('inbox.appended');
    const misplaced = appended.misplaced.map(({ message }) => rejected(message, 'id-in-another-stream', now()));
    const refused = [...poison, ...misplaced];
    const next = advanceAll(progress, messages, refused);
    const counted = await rows.mark({
      stored: [...found, ...appended.stored],
      duplicates: sorted.duplicates,
      conflicts: sorted.conflicts,
      rejected: refused,
      replayed: incoming.filter(({ message }) => message.replayed),
      marks: next.map(({ topic, partition, after }) => ({ topic, partition, next: after.mark })),
    });
    for (const { name, after } of next) progress.set(name, after);
    atCrashPoint('inbox.marked');
    return { counted, poison: refused.map(({ message, reason }) => ({ message, reason })) };
  };
};

const partitionName = ({ topic, partition }: BusMessage): string => `${topic}/${partition}`;

/** A key stops at its first poison: what lies behind waits for the repair, so that order is kept. */
const takeIn = (messages: readonly BusMessage[], now: Date): { incoming: Incoming[]; poison: Rejected[] } => {
  const incoming: Incoming[] = [];
  const poison: Rejected[] = [];
  const stopped = new Set<string>();
  for (const message of messages) {
    if (stopped.has(message.key)) continue;
    const received = receive(message);
    if (typeof received !== 'string') incoming.push(received);
    else {
      poison.push(rejected(message, received, now));
      stopped.add(message.key);
    }
  }
  return { incoming, poison };
};

// A worker that claimed and died may have appended; the store is asked, because not every store remembers ids for ever.
const findResumed = async (store: EventStore, versions: StreamVersions, { resumed }: SortedOut): Promise<Stored[]> => {
  const streams = new Map<string, { facts: Incoming[]; after: number }>();
  for (const { incoming, afterVersion } of resumed) {
    const known = streams.get(incoming.stream) ?? { facts: [], after: afterVersion };
    known.facts.push(incoming);
    streams.set(incoming.stream, { ...known, after: Math.min(known.after, afterVersion) });
  }
  const stored: Stored[] = [];
  for (const [stream, { facts, after }] of streams) {
    const found = await findInStream(store, stream, facts, after);
    versions.set(stream, found.version);
    stored.push(...found.stored);
  }
  return stored;
};

const advanceAll = (
  progress: ReadonlyMap<string, Progress>,
  messages: readonly BusMessage[],
  refused: readonly Rejected[],
) => {
  const partitions = new Map<string, BusMessage[]>();
  for (const message of messages) {
    if (message.replayed) continue;
    const name = partitionName(message);
    const queue = partitions.get(name);
    if (queue) queue.push(message);
    else partitions.set(name, [message]);
  }
  return [...partitions].map(([name, own]) => {
    const poison = refused.map(({ message }) => message).filter((message) => partitionName(message) === name);
    const offsets = own.map(({ offset }) => offset);
    const after = advance(
      progress.get(name),
      offsets,
      poison.map(({ offset }) => offset),
    );
    const [{ topic, partition }] = own as [BusMessage];
    return { name, topic, partition, after };
  });
};
