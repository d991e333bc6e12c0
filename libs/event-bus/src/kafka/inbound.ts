import type { Admin, Consumer as KafkaConsumer, ConsumerConfig, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { backoff, type Backoff } from '../backoff';
import type { ConsumerStatus, PartitionLag } from '../port';
import { pausedBy } from '../postgres/persistence';
import { clusterReads, lagsAt } from './kafka-reads';
import { openKafka, type KafkaSettings } from './kafka-settings';
import { makeMissing } from './kafka-topics';
import { lazyAdmin } from './lazy-admin';
import { refusedByBrokers } from './refused-by-brokers';

/** A record as any client may have produced it. */
export type InboundRecord = Pick<KafkaMessage, 'key' | 'value' | 'headers'>;

export interface InboundOptions {
  readonly kafka: KafkaSettings & { readonly replication?: number };
  readonly group: string;
  /**
   * Resolves when the records of a topic, in the order of their partition, are durably taken. Throwing means "not now": they come
   * again after the error's `retryInMs`, or a short while, perhaps with more behind them, and other partitions go on meanwhile.
   */
  readonly handle: (topic: string, records: readonly InboundRecord[], isAgain: boolean) => Promise<void>;
  readonly onStatus?: (status: ConsumerStatus) => void;
  /** How long a reader that says nothing keeps its partitions (10 s). */
  readonly leaseMs?: number;
}

export interface Inbound {
  /** Makes the topics that do not exist and reads exactly these from now on; also what brings a reader back that crashed. */
  follow(topics: readonly string[]): Promise<void>;
  /** Of every partition of the topics that were last named, whether they can be read now or not. */
  lag(): Promise<PartitionLag[]>;
  /** Finishes the records in hand, commits and leaves the group. */
  drain(): Promise<void>;
}

interface Reader {
  readonly consumer: KafkaConsumer;
  readonly topics: readonly string[];
  /** For how long the group has not answered. */
  readonly silentMs: () => number;
}

const chunkRecords = 500;
// The broker's time: a producer's own could make a record older than the retention, and lag would be measured by strange clocks.
const shape = { partitions: 6, entries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }] };

const copiesOf = ({ replication }: InboundOptions['kafka']) => (replication ? { replication } : {});

/**
 * Reads topics that others produce to, at least once: an offset is committed to Kafka when what lies before it is taken. Nothing
 * is parked here, because the handler keeps what it refuses.
 */
export const openInbound = (options: InboundOptions): Inbound => {
  const { kafka: settings, group, handle, onStatus = () => {}, leaseMs = 10_000 } = options;
  const kafka = openKafka(settings);
  const admin = lazyAdmin(kafka, settings);
  const cluster = clusterReads(admin.open);
  let named: readonly string[] = [];
  let running: Reader | undefined;
  const waiting: Waiting = new Map();
  let last: Promise<void> = Promise.resolve();

  const refused = (error: unknown, topics: readonly string[]) =>
    refusedByBrokers(error, settings, { operations: ['Create', 'Describe', 'Read'], topics, group });
  const stop = async () => {
    const former = running;
    running = undefined;
    await former?.consumer.disconnect().catch(() => {});
  };
  const start = async (topics: readonly string[]) => {
    const consumer = kafka.consumer(consumerOf(group, leaseMs));
    running = { topics, ...listenedTo(consumer) };
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => {
      if (running?.consumer === consumer) running = undefined;
      onStatus(pausedBy(refused(error, topics), 0));
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const eachBatch = (payload: EachBatchPayload) => takeBatch(payload, handle, { waiting, onStatus });
    await consumer.run({ eachBatchAutoResolve: false, eachBatch });
  };
  const follow = async (topics: readonly string[]) => {
    named = topics;
    // kafkajs beats by the wall clock: set back, it is silent for as long, and the group goes on without this reader.
    if (running?.topics.join() === topics.join() && running.silentMs() < 3 * leaseMs) return;
    await stop();
    if (topics.length === 0) return;
    try {
      await makeMissing(await admin.open(), topics, { ...shape, ...copiesOf(settings) });
      await start(topics);
    } catch (error) {
      await stop();
      throw refused(error, topics);
    }
  };
  const inTurn = (step: () => Promise<void>) => (last = last.then(step, step));
  return {
    follow: (topics) => inTurn(() => follow([...topics].sort())),
    lag: async () => {
      if (named.length === 0) return [];
      return lagsAt(cluster, await nextOffsets(await admin.open(), group, named));
    },
    drain: () => inTurn(() => stop().then(admin.close)),
  };
};

const consumerOf = (groupId: string, leaseMs: number): ConsumerConfig => ({
  groupId,
  sessionTimeout: leaseMs,
  heartbeatInterval: Math.round(leaseMs / 6),
  allowAutoTopicCreation: false,
  maxWaitTimeInMs: 500,
  maxBytes: 8 << 20,
  retry: { restartOnFailure: async () => false },
});

const listenedTo = (consumer: KafkaConsumer): Pick<Reader, 'consumer' | 'silentMs'> => {
  let heardAt = performance.now();
  const hear = () => void (heardAt = performance.now());
  consumer.on(consumer.events.HEARTBEAT, hear);
  consumer.on(consumer.events.GROUP_JOIN, hear);
  return { consumer, silentMs: () => performance.now() - heardAt };
};

const nextOffsets = async (admin: Admin, groupId: string, topics: readonly string[]) => {
  const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
  return offsets.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => ({ topic, partition, next: Number(offset) })),
  );
};

/** Partitions whose next records could not be taken yet. */
type Waiting = Map<string, Backoff>;

const takeBatch = async (
  { batch, resolveOffset, heartbeat, isRunning, isStale, pause }: EachBatchPayload,
  handle: InboundOptions['handle'],
  { waiting, onStatus }: { waiting: Waiting; onStatus: (status: ConsumerStatus) => void },
): Promise<void> => {
  const name = `${batch.topic}/${batch.partition}`;
  for (let at = 0; at < batch.messages.length; at += chunkRecords) {
    if (!isRunning() || isStale()) return;
    const chunk = batch.messages.slice(at, at + chunkRecords);
    try {
      await handle(batch.topic, chunk, waiting.has(name));
    } catch (error) {
      // Waiting in place would hold up every other partition: kafkajs fetches when all batches are done.
      const pauses = waiting.get(name) ?? backoff({ most: 2_000 });
      waiting.set(name, pauses);
      const retryInMs = (error as { retryInMs?: number }).retryInMs ?? pauses.next();
      onStatus(pausedBy(error, retryInMs));
      setTimeout(pause(), retryInMs).unref();
      return;
    }
    if (waiting.delete(name)) onStatus({ kind: 'resumed' });
    resolveOffset(chunk.at(-1)?.offset as string);
    await heartbeat();
  }
};
