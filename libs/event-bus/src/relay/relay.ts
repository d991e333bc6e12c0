import type { EventStore, Filter, Page, Position } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import type { Pool } from 'pg';
import { backoff } from '../backoff';
import { doorbell } from '../doorbell';
import type { EventBus, PublishReceipt } from '../port';
import { busMigrations } from '../postgres/bus-migrations';
import { publishedOffsets, type PublishedOffsets } from './published-offsets';
import { primarySubject, relayedMessage, type KeyOf } from './relayed-message';
import { relayLease, RelayLeaseLost, type RelayLease } from './relay-lease';

export interface RelayOptions {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly topic: string;
  /** Name of the department's service: `metadata.origin.source`, and the name of the checkpoint. */
  readonly source: string;
  /** Of the database that keeps the checkpoint. */
  readonly pool: Pool;
  readonly schema?: string;
  /** The primary subject's identity when not given. */
  readonly keyOf?: KeyOf;
  readonly filter?: Filter;
  readonly pageSize?: number;
  readonly leaseMs?: number;
  readonly onStatus?: (status: RelayStatus) => void;
}

export type RelayStatus =
  | { readonly kind: 'leading' | 'following' }
  | { readonly kind: 'paused'; readonly error: string; readonly retryInMs: number };

export interface Relay {
  /** Everything at or before it is durable on the bus. */
  checkpoint(): Promise<Position>;
  /**
   * Next offset per `<topic>/<partition>` behind everything up to the position, perhaps a little more; undefined while the
   * position is not published. Any replica answers.
   */
  publishedUpTo(position: Position): Promise<ReadonlyMap<string, number> | undefined>;
  /** Finishes the page in hand and gives the lease up. */
  stop(): Promise<void>;
}

/** Publishes the store's events that name a customer, in the store's order, at least once. */
export const relay = async (options: RelayOptions): Promise<Relay> => {
  const { bus, topic, source, pool, schema = 'bus', leaseMs = 10_000, onStatus = () => {} } = options;
  await migrate(pool, schema, busMigrations);
  const lease = relayLease(pool, schema, source, leaseMs);
  const stopping = new AbortController();
  const bell = doorbell();
  const known: { published?: PublishedOffsets } = {};

  const keepRelaying = async () => {
    const pauses = backoff({ first: 200 });
    while (!stopping.signal.aborted) {
      try {
        const start = await lease.claim();
        onStatus({ kind: start === undefined ? 'following' : 'leading' });
        if (start === undefined) await bell.wait(leaseMs / 10);
        else await lead(options, lease, start, known, stopping.signal, pauses.reset);
      } catch (error) {
        if (stopping.signal.aborted) return;
        const retryInMs = pauses.next();
        onStatus({ kind: 'paused', error: (error as Error)?.name ?? 'Error', retryInMs });
        await bell.wait(retryInMs);
      }
      delete known.published;
    }
  };
  const relaying = keepRelaying();

  return {
    checkpoint: () => lease.position(),
    publishedUpTo: async (position) => {
      const exact = known.published?.upTo(position);
      if (exact) return exact;
      // Of another process' work only the checkpoint is known; the topic's heads lie behind all that it published.
      return position <= (await lease.position()) ? bus.heads(topic) : undefined;
    },
    stop: async () => {
      stopping.abort();
      bell.ring();
      await relaying;
      await lease.release().catch(() => {}); // it runs out by itself
    },
  };
};

const lead = async (
  options: RelayOptions,
  lease: RelayLease,
  start: Position,
  known: { published?: PublishedOffsets },
  stopped: AbortSignal,
  onProgress: () => void,
): Promise<void> => {
  const { store, bus, topic, filter, pageSize = 500, leaseMs = 10_000 } = options;
  const published = publishedOffsets(start, await bus.heads(topic));
  known.published = published;
  const lost = new AbortController();
  let position = start;
  let committedAt = performance.now();
  const commit = async (to: Position) => {
    await lease.commit(to);
    position = to;
    committedAt = performance.now();
  };
  // An idle store gives no page for a while, and a slow bus holds one for long: the lease is kept all the same.
  const renewal = setInterval(() => {
    lease.commit(position).catch((error: unknown) => {
      if (error instanceof RelayLeaseLost) lost.abort(error);
    });
  }, leaseMs / 3);
  try {
    const signal = AbortSignal.any([stopped, lost.signal]);
    for await (const page of store.follow({ after: start, pageSize, signal, ...(filter ? { filter } : {}) })) {
      if (!lease.isCurrent()) await lease.commit(position);
      const receipt = await publishPage(options, page);
      published.note(page.next, nextOffsets(receipt));
      if (page.events.length > 0 || (page.next !== position && performance.now() - committedAt > 1_000))
        await commit(page.next);
      onProgress();
      if (signal.aborted) break;
    }
    if (lost.signal.aborted) throw lost.signal.reason;
  } finally {
    clearInterval(renewal);
  }
};

const publishPage = async ({ bus, topic, source, keyOf = primarySubject }: RelayOptions, { events }: Page) => {
  const messages = events.flatMap((event) => {
    const key = event.metadata.participants.length > 0 ? keyOf(event) : undefined;
    return key === undefined ? [] : [relayedMessage(topic, key, source, event)];
  });
  return messages.length > 0 ? bus.publish(messages) : {};
};

const nextOffsets = (receipt: PublishReceipt): ReadonlyMap<string, number> =>
  new Map(Object.entries(receipt).map(([name, [, last]]) => [name, last + 1]));
