import type { BusTopic, WireEvent } from '@touchstone/contracts';

export interface OutgoingMessage {
  readonly topic: string;
  /** Opaque source identity; messages of one key keep their order. */
  readonly key: string;
  readonly event: WireEvent;
}

export interface BusMessage extends OutgoingMessage {
  readonly partition: number;
  readonly offset: number;
  /** Comes from the parking, at its old offset: it is behind the progress of its partition and must not set it back. */
  readonly replayed?: true;
}

/** `<topic>/<partition>` -> [first, last] offset of this publication. */
export type PublishReceipt = Readonly<Record<string, readonly [number, number]>>;

/** A message that no retry can help: it is parked with its reason, and later messages of its key wait behind it. */
export interface Poison {
  readonly message: BusMessage;
  /** Without personal data: a code and ids. */
  readonly reason: string;
}

/**
 * A handler stops a key at its first poison of a chunk: the messages of that key behind it are parked as waiting, and come
 * again when the key is replayed, whatever the handler did with them.
 *
 * Receives a chunk that may span partitions, in order per key, without messages of parked keys. Resolving means that
 * everything not returned as poison is durably handled. Throwing means "not now": the chunk is paused and tried again.
 */
export type HandleChunk = (
  messages: readonly BusMessage[],
  context: { readonly signal: AbortSignal },
) => Promise<readonly Poison[]>;

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: HandleChunk;
  readonly maxChunk?: number;
  /**
   * The consumer's own truth of how far it got (next offset per `<topic>/<partition>`), where it keeps one; asked on assignment.
   * At the first start of a group it alone counts, later the lower of it and of what the group has committed.
   */
  readonly resumeAt?: (partitions: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Topics have lost their end, or were made anew: these partitions are read again from here, before anything is handed over. */
  readonly onLostEnd?: (nexts: ReadonlyMap<string, number>) => Promise<void>;
  /** Tells what happens to the subscription: assigned, paused (with the cause's class), resumed, parked. */
  readonly onStatus?: (status: ConsumerStatus) => void;
}

export type ConsumerStatus =
  | { readonly kind: 'assigned' | 'revoked'; readonly partitions: readonly string[] }
  | {
      readonly kind: 'paused';
      readonly error: string;
      readonly retryInMs: number;
      /** What a person should look at, where the cause is known. */
      readonly remedy?: string;
    }
  | { readonly kind: 'resumed' }
  | {
      readonly kind: 'parked';
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
      readonly reason: string;
    };

export interface Consumer {
  /** Stops fetching, finishes the chunk in hand, commits, leaves the group. Rejects after `deadlineMs` (10 000). */
  drain(deadlineMs?: number): Promise<void>;
}

export interface ParkedMessage {
  readonly group: string;
  readonly message: BusMessage;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly state: 'parked' | 'waiting' | 'replayed' | 'repaired' | 'discarded';
  /** Id of the event that took its place; null unless the state is repaired. */
  readonly repairedBy: string | null;
}

export interface ParkedFilter {
  readonly group: string;
  readonly key?: string;
  readonly reason?: string;
  /** `metadata.source` of the event. */
  readonly source?: string;
  readonly states?: readonly ParkedMessage['state'][];
  readonly after?: string;
  readonly limit?: number;
}

export interface ParkedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

interface ForKey {
  readonly group: string;
  readonly key: string;
  /** The message that the caller has seen as the first of its key. */
  readonly only?: ParkedPlace;
  readonly by: string;
}

/** What somebody asked for, of a parked message. */
export interface RepairRequest {
  readonly kind: 'replay' | 'repair' | 'discard';
  readonly by: string;
  /** Of a discard. */
  readonly reason: string | null;
  /** Id of the replacement of a repair. */
  readonly event: string | null;
  readonly requestedAt: string;
  /** Null until the owner of the partition has come to it. */
  readonly appliedAt: string | null;
}

/** Repairs are taken by any replica and written down; the owner of the partition applies them in order. */
export interface Parking {
  /** In the order of topic, partition and offset. Throws BusRefused for a cursor that no list has given. */
  list(filter: ParkedFilter): Promise<{ items: ParkedMessage[]; next: string | null }>;
  /** One parked message with what was asked for it, oldest first; undefined when none stands there (any more). */
  find(
    request: { group: string } & ParkedPlace,
  ): Promise<{ parked: ParkedMessage; requests: RepairRequest[] } | undefined>;
  /**
   * Replays the key from its first parked message; a replacement, if given, is a new event that names the original. With `only`,
   * throws BusRefused when another message is the first by now.
   */
  replay(request: ForKey & { replacement?: WireEvent }): Promise<void>;
  /** Gives the first parked message of the key up, with a reason; those behind it go on. `only` as above. */
  discard(request: ForKey & { reason: string }): Promise<void>;
  counts(group: string): Promise<{ keys: number; messages: number }>;
}

export interface BusGroup {
  readonly group: string;
  /** Processes that consume in its name now. */
  readonly members: number;
  /** Messages that it has not handled yet. */
  readonly behind: number;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly head: number;
  readonly next: number;
  /** Milliseconds since the oldest message not yet handled was published; 0 when level. */
  readonly ageMs: number;
}

export interface EventBus {
  /** Names the place whose offsets these are: another one numbers its messages anew. Without personal data. */
  identity(): Promise<string>;
  /** Resolves when every message is durable. Concurrent calls share flushes. Throws BusUnavailable (BusForbidden where a person must help) or BusSaturated. */
  publish(messages: readonly OutgoingMessage[]): Promise<PublishReceipt>;
  consume(options: ConsumeOptions): Promise<Consumer>;
  readonly parking: Parking;
  /** One entry per partition of every topic that the group ever consumed; empty for a group that never did. */
  lag(group: string): Promise<PartitionLag[]>;
  /** Next offset of the group per `<topic>/<partition>`: everything before it is handled (or parked). */
  progress(group: string, partitions: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Next offset that each partition of the topic will give, per `<topic>/<partition>`. */
  heads(topic: string): Promise<ReadonlyMap<string, number>>;
  /** The declared topics as they stand, with what is not as it should be. */
  topics(): Promise<BusTopic[]>;
  /** Every group that ever consumed here and was not forgotten. */
  groups(): Promise<BusGroup[]>;
  /**
   * Deletes a group that nobody uses any more, with its progress: on a bus whose retention waits for every group, messages are
   * kept for it for ever otherwise. Throws BusRefused when there is no such group, while it has members, and while messages are
   * parked for it.
   */
  forgetGroup(group: string): Promise<void>;
  /** Drains what it consumes; the pool stays open. */
  close(): Promise<void>;
}
