import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { BusRefused } from '../errors';

export interface TopicShape {
  readonly partitions: number;
  /** Copies of each partition; the cluster's default when not given. */
  readonly replication?: number;
  readonly retainMs: number;
}

/** Settings that messages could be lost or misjudged by. The time of a message is the broker's, so that lag has one clock. */
export const settingsOf = ({ retainMs, replication = 1 }: TopicShape): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(retainMs),
  // One publication of 5 MiB may be one batch of one partition, and boxes are base64.
  'max.message.bytes': String(16 << 20),
  'message.timestamp.type': 'LogAppendTime',
  // With all copies but one down, an acknowledged message would lie on a single disk.
  ...(replication > 2 && { [leastCopies]: '2' }),
});

const leastCopies = 'min.insync.replicas';
const fits = (name: string, found: string, wanted: string): boolean =>
  name === leastCopies ? Number(found) >= Number(wanted) : found === wanted;

/** Makes the topics that do not exist. Throws BusRefused for one whose partitions or settings are not as declared. */
export const ensureTopics = async (admin: Admin, topics: readonly string[], shape: TopicShape): Promise<void> => {
  const settings = settingsOf(shape);
  const entries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await makeMissing(admin, topics, { ...shape, entries });
  if (topics.length > 0) await refuseDrift(admin, topics, shape, settings);
};

export interface NewTopic extends Pick<TopicShape, 'partitions' | 'replication'> {
  readonly entries?: readonly { readonly name: string; readonly value: string }[];
}

/** Makes the topics that do not exist, and waits until every broker asked knows their leaders. */
export const makeMissing = async (admin: Admin, topics: readonly string[], shape: NewTopic): Promise<void> => {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(topic));
  if (missing.length === 0) return;
  await admin.createTopics({
    // kafkajs' own wait ends with an error when the broker has not heard of the topic yet.
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: shape.partitions,
      replicationFactor: shape.replication ?? -1,
      configEntries: [...(shape.entries ?? [])],
    })),
  });
  for (let attempt = 1; ; attempt += 1)
    try {
      const { topics: made } = await admin.fetchTopicMetadata({ topics: missing });
      if (made.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
      if (attempt === attempts) return;
      await sleep(100);
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(100);
    }
};

const attempts = 50;

const refuseDrift = async (
  admin: Admin,
  topics: readonly string[],
  { partitions, replication = 1 }: TopicShape,
  wanted: Readonly<Record<string, string>>,
): Promise<void> => {
  const [{ topics: found }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [...topics] }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: Object.keys(wanted),
      })),
    }),
  ]);
  for (const topic of found) {
    refusePartitions(topic.name, topic.partitions.length, partitions);
    refuseCopies(topic.name, Math.min(...topic.partitions.map(({ replicas }) => replicas.length)), replication);
  }
  for (const { resourceName, configEntries } of resources)
    for (const { configName, configValue } of configEntries)
      if (wanted[configName] !== undefined && !fits(configName, configValue, wanted[configName]))
        throw new BusRefused(
          `Topic ${resourceName} has ${configName}=${configValue}, and this bus needs ${wanted[configName]}: set it (kafka-configs --alter --topic ${resourceName}) or declare it here.`,
        );
};

const refusePartitions = (topic: string, found: number, wanted: number): void => {
  if (found !== wanted)
    throw new BusRefused(
      `Topic ${topic} was made with ${found} partitions and cannot be used with ${wanted}, because keys would move and lose their order: use a cluster where it does not exist yet.`,
    );
};

const refuseCopies = (topic: string, found: number, wanted: number): void => {
  if (found < wanted)
    throw new BusRefused(
      `Topic ${topic} has ${found} copies of some partitions, and KAFKA_REPLICATION wants ${wanted}: add copies (kafka-reassign-partitions), or set KAFKA_REPLICATION=${found}.`,
    );
};
