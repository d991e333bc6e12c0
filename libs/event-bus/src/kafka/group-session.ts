import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { KafkaSettings } from './kafka-settings';
import type { OpenBatches } from './open-batches';
import { refusedByBrokers } from './refused-by-brokers';

export interface SessionOptions {
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  readonly group: string;
  readonly topics: readonly string[];
  readonly leaseMs: number;
  /** Of one fetch. */
  readonly fetchBytes: number;
  readonly batches: OpenBatches;
  /** Kafka has assigned these partitions, in place of what this member had; it is read from them when this resolves. */
  readonly onAssigned: (partitions: readonly TopicPartition[], session: GroupSession) => Promise<void>;
  /** Kafka wants the partitions back: call `rejoin` between two chunks. */
  readonly onRebalance: () => void;
  readonly onBatch: () => void;
  readonly onCrash: (error: Error) => void;
}
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

const longPollMs = 250;

/** Refusals of a heartbeat at which kafkajs joins the group again; after all others it goes on, with nothing assigned anew. */
const joinsAgainAt = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);

/**
 * One life of a kafkajs consumer. It ends with the first crash: kafkajs restarts by itself after some errors and never after
 * others, so that its owner opens a new one after every kind.
 */
export class GroupSession {
  private readonly consumer: Consumer;
  private validUntil = -Infinity;
  private assigning: Promise<void> = Promise.resolve();
  private assignments = 0;
  private heartbeat: (() => Promise<void>) | undefined;
  private wanted: Error | undefined;
  private ended = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: SessionOptions) {
    const { kafka, group, leaseMs, fetchBytes } = options;
    this.consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: leaseMs,
      rebalanceTimeout: Math.max(60_000, leaseMs),
      heartbeatInterval: this.heartbeatMs,
      maxWaitTimeInMs: Math.min(longPollMs, this.heartbeatMs),
      maxBytes: fetchBytes,
      maxBytesPerPartition: Math.min(fetchBytes, 1 << 20),
      allowAutoTopicCreation: false,
      readUncommitted: false,
      retry: { initialRetryTime: 100, retries: 4, maxRetryTime: 1_000, restartOnFailure: async () => false },
    });
    // A handler may take long: the group hears of us all the same.
    this.timer = setInterval(() => void this.keepAlive(), this.heartbeatMs);
  }

  /** Joins the group; resolves when the first partitions are assigned. Throws BusUnavailable. */
  async open(): Promise<void> {
    const { topics, leaseMs, batches } = this.options;
    const { HEARTBEAT, GROUP_JOIN, CRASH } = this.consumer.events;
    const renew = () => {
      this.validUntil = performance.now() + leaseMs;
    };
    const joined = new Promise<void>((resolve, reject) => {
      this.consumer.on(HEARTBEAT, renew);
      this.consumer.on(GROUP_JOIN, ({ payload }) => {
        renew();
        this.assign(payload.memberAssignment).then(resolve, (error: Error) => {
          // Kafka counts on this member, and it holds nothing.
          reject(error);
          void this.crash(error);
        });
      });
      this.consumer.on(CRASH, ({ payload: { error } }) => {
        reject(error);
        void this.crash(error);
      });
    });
    joined.catch(() => {}); // told below, and by onCrash later
    try {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await this.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1_000,
        eachBatch: (payload) => this.onBatch(payload, batches),
      });
      await joined;
    } catch (error) {
      await this.close();
      throw this.refused(error);
    }
  }

  isCurrent(): boolean {
    return !this.ended && performance.now() < this.validUntil;
  }

  /** True while Kafka waits for this member to join again. */
  get mustRejoin(): boolean {
    return this.wanted !== undefined;
  }

  /** Lets what is fetched go; nothing more is taken before the group was joined again. */
  rejoin(): void {
    // kafkajs hears of it by what is released. When nothing is, by its next batch: a refusal may come late, from a broker that
    // was the coordinator once, and then nobody else tells kafkajs.
    this.options.batches.release(this.wanted);
  }

  seek({ topic, partition }: TopicPartition, offset: number): void {
    this.consumer.seek({ topic, partition, offset: String(offset) });
  }

  /** A hint for Kafka's own tools and for whoever scales by lag; the truth is in the tables. False when it was refused. */
  async tell(nexts: readonly (TopicPartition & { next: number })[]): Promise<boolean> {
    if (nexts.length === 0) return true;
    if (this.ended) return false;
    const offsets = nexts.map(({ topic, partition, next }) => ({ topic, partition, offset: String(next) }));
    return this.consumer.commitOffsets(offsets).then(
      () => true,
      () => false,
    );
  }

  /** Asks the group whether this member still belongs to it. */
  async keepAlive(): Promise<void> {
    if (this.options.batches.size === 0 && this.assignments === 0) return; // kafkajs does it between its fetches
    await this.heartbeat?.().catch((error: Error & { type?: string }) => {
      // The group is rebalancing, or has gone on without us. A lost connection is met by the next fetch, as is a coordinator
      // that cannot answer for a moment.
      if (!joinsAgainAt.has(error.type ?? '') || this.wanted) return;
      this.wanted = error;
      this.options.onRebalance();
    });
  }

  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    this.options.batches.release();
    await this.consumer.disconnect().catch(() => {});
  }

  private get heartbeatMs(): number {
    return Math.max(50, Math.round(this.options.leaseMs / 6));
  }

  private assign(memberAssignment: Record<string, number[]>): Promise<void> {
    this.wanted = undefined;
    const partitions = Object.entries(memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    const assign = () => this.options.onAssigned(partitions, this).finally(() => (this.assignments -= 1));
    this.assignments += 1;
    this.assigning = this.assigning.then(assign, assign);
    return this.assigning;
  }

  private async onBatch(payload: EachBatchPayload, batches: OpenBatches): Promise<void> {
    const { batch, isRunning, isStale, resolveOffset, heartbeat } = payload;
    this.heartbeat = heartbeat;
    await this.assigning;
    // Fetched before the assignment said where to read from.
    if (!isRunning() || isStale() || this.ended || this.wanted) {
      if (this.wanted) throw this.wanted;
      return;
    }
    const handled = batches.add(`${batch.topic}/${batch.partition}`, batch.messages);
    this.options.onBatch();
    if (await handled) resolveOffset(batch.lastOffset());
  }

  private async crash(error: Error): Promise<void> {
    if (this.ended) return;
    await this.close();
    this.options.onCrash(this.refused(error));
  }

  private refused(error: unknown): Error {
    const { settings, group, topics } = this.options;
    return refusedByBrokers(error, settings, { operations: ['Read'], topics, group });
  }
}
