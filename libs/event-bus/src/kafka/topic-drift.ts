import type { BusTopic, TopicDrift } from '@touchstone/contracts';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { settingsOf, type TopicShape } from './kafka-topics';

export interface TopicFound {
  readonly partitions: number;
  /** Copies of the partition that has the fewest. */
  readonly copies: number;
  readonly brokers: number;
  readonly settings: Readonly<Record<string, string>>;
}

const inSync = 'min.insync.replicas';

/**
 * What a topic has beside what it should have. Copies: as declared, or three where there are as many brokers. With three of
 * them, two must have a message before it counts as published, and not all of them, or one broker that is down stops it.
 */
export const driftOf = (found: TopicFound, shape: TopicShape): TopicDrift[] => {
  const copies = shape.replication ?? Math.min(3, found.brokers);
  const drift: TopicDrift[] = [];
  if (found.partitions !== shape.partitions)
    drift.push({ setting: 'partitions', wanted: String(shape.partitions), found: String(found.partitions) });
  if (found.copies < copies)
    drift.push({ setting: 'replication', wanted: String(copies), found: String(found.copies) });
  const least = Number(found.settings[inSync] ?? 1);
  const wanted = copies >= 3 ? 2 : 1;
  if (least < wanted || (least >= found.copies && least > 1))
    drift.push({ setting: inSync, wanted: String(wanted), found: String(least) });
  for (const [setting, value] of Object.entries(settingsOf(shape))) {
    const has = found.settings[setting];
    if (setting !== inSync && has !== undefined && has !== value) drift.push({ setting, wanted: value, found: has });
  }
  return drift;
};

/** The topics as the cluster has them now. */
export const topicsOf = async (admin: Admin, names: readonly string[], shape: TopicShape): Promise<BusTopic[]> => {
  const configNames = [...Object.keys(settingsOf(shape)), inSync];
  const resources = names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames }));
  const [{ brokers }, { topics }, described] = await Promise.all([
    admin.describeCluster(),
    admin.fetchTopicMetadata({ topics: [...names] }),
    admin.describeConfigs({ includeSynonyms: false, resources }),
  ]);
  return topics.map(({ name, partitions }) => {
    const entries = described.resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const found = {
      partitions: partitions.length,
      copies: Math.min(...partitions.map(({ replicas }) => replicas.length)),
      brokers: brokers.length,
      settings: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
    };
    return { topic: name, partitions: found.partitions, drift: driftOf(found, shape) };
  });
};
