import { partitionCount, touchpointsTopic } from '@touchstone/contracts';
import { migrate } from '@touchstone/migrations';
import type { Pool } from 'pg';
import type { Consumer, ConsumeOptions, EventBus } from '../port';
import { busMigrations } from '../postgres/bus-migrations';
import { busDatabase, type BusDatabase } from '../postgres/database';
import { forgetGroup } from '../postgres/groups';
import { openHints } from '../postgres/hints';
import { parkingOf } from '../postgres/parking';
import { progressOf } from '../postgres/progress';
import { defaultPublishLimits, Publisher, type PublishLimits } from '../postgres/publisher';
import { startRetention } from '../postgres/retention';
import { defaultChunk, runConsumer, type Entrance } from '../postgres/run-consumer';
import { openTopics, type Topic } from '../postgres/topics';
import { kafkaCarrier } from './kafka-carrier';
import { KafkaMembership } from './kafka-membership';
import { clusterReads, kafkaGroups, kafkaLag, startsIn, type ClusterReads } from './kafka-reads';
import { openKafka, type KafkaSettings } from './kafka-settings';
import { ensureTopics } from './kafka-topics';
import { lazyAdmin } from './lazy-admin';
import { OpenBatches } from './open-batches';
import { topicsOf } from './topic-drift';
import { refusedByBrokers } from './refused-by-brokers';

export interface KafkaBusOptions extends KafkaSettings {
  /** Of the service that consumes: progress, tokens and parked messages lie there (decision 0051). */
  readonly pool: Pool;
  readonly schema?: string;
  readonly partitions?: number;
  /** Topics that this process uses; made when they do not exist. Others are refused. */
  readonly topics?: readonly string[];
  /** Copies of each partition of a topic that is made; the cluster's default when not given. */
  readonly replication?: number;
  readonly limits?: Partial<PublishLimits>;
  /** How long a member of a group that says nothing keeps its partitions (10 s). */
  readonly leaseMs?: number;
  /** Messages older than this are deleted by the broker, whether handled or not (7). */
  readonly retainDays?: number;
  /** Bytes of one chunk, and of one fetch. */
  readonly chunkBytes?: number;
}

const day = 86_400_000;

/** Throws BusRefused when a topic is not as declared, BusUnavailable when no broker answers, BusForbidden when they refuse us. */
export const kafkaEventBus = async (options: KafkaBusOptions): Promise<EventBus> => {
  const { pool, schema = 'bus_kafka', partitions = partitionCount, topics: declared = [touchpointsTopic] } = options;
  const { leaseMs = 10_000, chunkBytes = 8 << 20, retainDays = 7, replication } = options;
  await migrate(pool, schema, busMigrations);
  const database = busDatabase(pool, schema);
  const kafka = openKafka(options);
  const admin = lazyAdmin(kafka, options);
  const shape = { partitions, retainMs: retainDays * day, ...(replication && { replication }) };
  await ensureTopics(await admin.open(), declared, shape).catch(async (error: Error) => {
    await admin.close();
    const attempt = { operations: ['Create', 'Describe', 'DescribeConfigs'], topics: declared };
    throw error.name.startsWith('KafkaJS') ? refusedByBrokers(error, options, attempt) : error;
  });
  const topics = await openTopics(database, declared, partitions);
  const cluster = clusterReads(admin.open);
  const hints = openHints(database);
  const retention = startRetention(database, retainDays * day);
  const consumers = new Set<Consumer>();
  const carrier = kafkaCarrier(kafka, options);
  const publisher = new Publisher(carrier, topics, { ...defaultPublishLimits, ...options.limits });
  const start = startKafkaConsumer({ kafka, settings: options, database, hints, cluster, leaseMs, chunkBytes });

  return {
    publish: (messages) => publisher.publish(messages),
    consume: async (consume) => {
      const consumer = await start(await Promise.all(consume.topics.map((topic) => topics.get(topic))), consume);
      consumers.add(consumer);
      return {
        drain: async (deadlineMs) => {
          await consumer.drain(deadlineMs);
          consumers.delete(consumer);
        },
      };
    },
    parking: parkingOf(database, (group) => hints.send(`repair ${group}`)),
    lag: (group) => kafkaLag(database, cluster, group),
    progress: (group, names) => progressOf(database, group, names),
    heads: async (name) => {
      const { topic } = await topics.get(name);
      return new Map([...(await cluster.ends(topic))].map(([partition, { head }]) => [`${topic}/${partition}`, head]));
    },
    identity: async () => `kafka ${(await (await admin.open()).describeCluster()).clusterId}`,
    topics: async () => topicsOf(await admin.open(), declared, shape),
    groups: () => kafkaGroups(database, cluster),
    forgetGroup: async (group) => {
      await forgetGroup(database, group);
      // Kafka forgets a group without members by itself, after its own retention.
      await (await admin.open()).deleteGroups([group]).catch(() => {});
    },
    close: async () => {
      await retention.stop();
      await Promise.all([...consumers].map((consumer) => consumer.drain()));
      await hints.close();
      await carrier.close();
      await admin.close();
    },
  };
};

interface Surroundings {
  readonly kafka: ReturnType<typeof openKafka>;
  readonly settings: KafkaSettings;
  readonly database: BusDatabase;
  readonly hints: ReturnType<typeof openHints>;
  readonly cluster: ClusterReads;
  readonly leaseMs: number;
  readonly chunkBytes: number;
}

const startKafkaConsumer =
  ({ kafka, settings, database, hints, cluster, leaseMs, chunkBytes }: Surroundings) =>
  (topics: readonly Topic[], consume: ConsumeOptions): Promise<Consumer> => {
    const enter = ({ onStatus, ring }: Entrance) => {
      const batches = new OpenBatches();
      const membership = new KafkaMembership({
        ...{ kafka, settings, database, topics, leaseMs, batches, consume, onStatus, ring, fetchBytes: chunkBytes },
        readStarts: startsIn(cluster),
      });
      return {
        membership,
        fetch: batches.fetchFrom(membership.holding, consume.maxChunk ?? defaultChunk, chunkBytes),
        onCommitted: (nexts: Parameters<KafkaMembership['note']>[0]) => membership.note(nexts),
        tellsTrouble: true,
      };
    };
    return runConsumer({ database, hints, enter }, consume);
  };
