import type { EventBus } from '../port';

export interface WorldOptions {
  /** What may wait to be published before BusSaturated. */
  readonly waitingMessages?: number;
  readonly chunkBytes?: number;
}

export interface MemberOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Pause before each chunk is acknowledged. */
  readonly pauseMs?: number;
  readonly maxChunk?: number;
}

export interface HandledLine {
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  /** Number of the message within its key. */
  readonly n: number;
}

/** A consumer in a process of its own. */
export interface MemberProcess {
  /** What its handler was given, in order; also of a process that is dead. */
  handled(): HandledLine[];
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<unknown>;
}

/** One bus under test, whose content is its own. */
export interface BusWorld {
  /** With 24 partitions each. */
  readonly topics: readonly [string, string];
  /** How long a member of a group that says nothing keeps its partitions; about 1.5 s keeps the suite quick. */
  readonly leaseMs: number;
  /** A further process' view of the bus. */
  open(options?: WorldOptions): Promise<EventBus>;
  spawnMember(options: MemberOptions): Promise<MemberProcess>;
  /** Ends all that it opened and spawned, also after a case that failed. */
  close(): Promise<void>;
}

export type OpenWorld = () => Promise<BusWorld>;
