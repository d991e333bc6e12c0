import { partitionCount, touchpointsTopic } from '@touchstone/contracts';
import { migrate } from '@touchstone/migrations';
import type { Pool } from 'pg';
import type { Consumer, EventBus } from '../port';
import { busMigrations } from './bus-migrations';
import { startConsumer } from './consumer';
import { busDatabase } from './database';
import { forgetGroup, groupsOf } from './groups';
import { openHints } from './hints';
import { parkingOf } from './parking';
import { headsOf, lagOf, progressOf } from './progress';
import { defaultPublishLimits, Publisher, type PublishLimits } from './publisher';
import { startRetention } from './retention';
import { tableCarrier } from './store-flush';
import { openTopics } from './topics';

export interface PostgresBusOptions {
  readonly pool: Pool;
  readonly schema?: string;
  readonly partitions?: number;
  /** Topics that this process uses; made when they do not exist. Others are refused. */
  readonly topics?: readonly string[];
  readonly limits?: Partial<PublishLimits>;
  /** How long a member of a group that says nothing keeps its partitions. */
  readonly leaseMs?: number;
  /** Messages older than this, and handled by every group, are deleted (7). */
  readonly retainDays?: number;
  /** Bytes of one chunk; a consumer holds two. */
  readonly chunkBytes?: number;
}

export interface PostgresEventBus extends EventBus {
  /** Deletes now what retention would delete in its next turns; answers how many messages. */
  sweep(): Promise<number>;
}

const day = 86_400_000;

/** Makes or upgrades the schema. Throws BusRefused when a topic was made with another count of partitions. */
export const postgresEventBus = async (options: PostgresBusOptions): Promise<PostgresEventBus> => {
  const { pool, schema = 'bus', partitions = partitionCount, topics: declared = [touchpointsTopic] } = options;
  const settings = { leaseMs: options.leaseMs ?? 10_000, chunkBytes: options.chunkBytes ?? 8 << 20 };
  await migrate(pool, schema, busMigrations);
  const database = busDatabase(pool, schema);
  const topics = await openTopics(database, declared, partitions);
  const hints = openHints(database);
  const retention = startRetention(database, (options.retainDays ?? 7) * day);
  const consumers = new Set<Consumer>();
  const limits = { ...defaultPublishLimits, ...options.limits };
  const carrier = tableCarrier(database, () => hints.send('messages'));
  const publisher = new Publisher(carrier, topics, limits);

  return {
    publish: (messages) => publisher.publish(messages),
    consume: async (consume) => {
      const subscribed = await Promise.all(consume.topics.map((topic) => topics.get(topic)));
      const consumer = await startConsumer(database, hints, subscribed, settings, consume);
      consumers.add(consumer);
      return {
        drain: async (deadlineMs) => {
          await consumer.drain(deadlineMs);
          consumers.delete(consumer);
        },
      };
    },
    parking: parkingOf(database, (group) => hints.send(`repair ${group}`)),
    lag: (group) => lagOf(database, group),
    progress: (group, names) => progressOf(database, group, names),
    heads: async (topic) => headsOf(database, (await topics.get(topic)).topic),
    identity: async () => 'postgresql',
    // A table has nothing that could drift: another number of partitions is refused at the start.
    topics: async () => declared.map((topic) => ({ topic, partitions, drift: [] })),
    groups: () => groupsOf(database),
    forgetGroup: (group) => forgetGroup(database, group),
    sweep: () => retention.sweep(),
    close: async () => {
      await retention.stop();
      await Promise.all([...consumers].map((consumer) => consumer.drain()));
      await hints.close();
    },
  };
};
