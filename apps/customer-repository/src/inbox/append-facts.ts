import type { Append, AppendResult, EventStore } from '@touchstone/event-store';
import type { Incoming } from './receive';
import type { StreamVersions } from './stream-versions';

export interface Stored {
  readonly incoming: Incoming;
  readonly position: string;
  /** True for the first event of a stream, which makes its identity known. */
  readonly beginsStream: boolean;
}

export interface Appended {
  readonly stored: readonly Stored[];
  /** Their id lies in another stream: they cannot be stored. */
  readonly misplaced: readonly Incoming[];
}

const rounds = 20;

const byStream = (facts: readonly Incoming[]): Map<string, Incoming[]> => {
  const streams = new Map<string, Incoming[]>();
  for (const fact of facts) {
    const queue = streams.get(fact.stream);
    if (queue) queue.push(fact);
    else streams.set(fact.stream, [fact]);
  }
  return streams;
};

const storedAs = (facts: readonly Incoming[], position: string, firstVersion: number): Stored[] =>
  facts.map((incoming, index) => ({ incoming, position, beginsStream: firstVersion + index === 0 }));

/** Those of `facts` that lie in their stream behind `after`, and the stream's version. */
export const findInStream = async (store: EventStore, stream: string, facts: readonly Incoming[], after: number) => {
  const wanted = new Map(facts.map((fact) => [fact.event.id, fact]));
  const stored: Stored[] = [];
  for (let from = after + 1; ;) {
    const { events, version } = await store.readStream(stream, { from, limit: 1000 });
    for (const { id, position, version: at } of events) {
      const incoming = wanted.get(id);
      if (incoming) stored.push({ incoming, position, beginsStream: at === 0 });
    }
    const last = version === 'no-stream' ? -1 : version;
    from += events.length;
    if (events.length === 0 || from > last) return { stored, version: last };
  }
};

/**
 * Appends each fact to the stream of its primary identity, at the version that is expected there. A conflict re-reads
 * and goes on; an id that lies in the stream already is success. Throws when the store cannot be reached.
 */
export const appendFacts = async (
  store: EventStore,
  versions: StreamVersions,
  facts: readonly Incoming[],
): Promise<Appended> => {
  let waiting = byStream(facts);
  const stored: Stored[] = [];
  const misplaced: Incoming[] = [];
  for (let round = 0; waiting.size > 0; round++) {
    if (round === rounds)
      throw new Error(`${waiting.size} streams moved on ${rounds} times while events were appended to them.`);
    const appends = [...waiting].map(([stream, queue]): Append & { queue: Incoming[] } => {
      const version = versions.of(stream);
      return { stream, queue, events: queue.map(({ event }) => event), expected: version < 0 ? 'no-stream' : version };
    });
    const results = await store.appendMany(
      appends.map(({ stream, events, expected }) => ({ stream, events, expected })),
    );
    waiting = new Map();
    for (const [index, result] of results.entries()) {
      const { stream, queue } = appends[index] as (typeof appends)[number];
      const settled = await settle(store, versions, stream, queue, result);
      stored.push(...settled.stored);
      misplaced.push(...settled.misplaced);
      if (settled.again.length > 0) waiting.set(stream, settled.again);
    }
  }
  return { stored, misplaced };
};

interface Settled extends Appended {
  readonly again: Incoming[];
}

const settle = async (
  store: EventStore,
  versions: StreamVersions,
  stream: string,
  queue: Incoming[],
  result: AppendResult,
): Promise<Settled> => {
  if (result.status === 'appended' || result.status === 'duplicate') {
    versions.set(stream, result.version);
    return { stored: storedAs(queue, result.position, result.version - queue.length + 1), misplaced: [], again: [] };
  }
  // After a conflict, what was added meanwhile may be these very events, by a worker that had this partition before.
  const after = result.status === 'conflict' ? versions.of(stream) : -1;
  const elsewhere = new Set('ids' in result ? result.ids : []);
  const { stored, version } = await findInStream(store, stream, queue, after);
  versions.set(stream, version);
  const here = new Set(stored.map(({ incoming }) => incoming));
  const rest = queue.filter((fact) => !here.has(fact));
  const misplaced = rest.filter(({ event }) => elsewhere.has(event.id));
  return { stored, misplaced, again: rest.filter((fact) => !misplaced.includes(fact)) };
};
