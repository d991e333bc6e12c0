import type { PartitionLag } from '../port';
import type { BusDatabase, Statement } from './database';

const lags: Statement = {
  name: 'lag',
  text: `SELECT t.topic, a.partition, t.next[a.partition + 1] AS head, a.next,
      coalesce(extract(epoch FROM clock_timestamp() - m.published_at) * 1000, 0)::float8 AS age
    FROM $schema.assignments a JOIN $schema.topics t ON t.id = a.topic
    LEFT JOIN LATERAL (SELECT published_at FROM $schema.messages m WHERE m.topic = a.topic AND m.partition = a.partition
      AND m."offset" >= a.next ORDER BY m."offset" LIMIT 1) m ON a.next < t.next[a.partition + 1]
    WHERE a.group_name = $1 ORDER BY t.topic, a.partition`,
};
const nexts: Statement = {
  name: 'progress',
  text: `SELECT t.topic || '/' || a.partition AS name, a.next FROM $schema.assignments a
    JOIN $schema.topics t ON t.id = a.topic WHERE a.group_name = $1 AND t.topic || '/' || a.partition = ANY ($2::text[])`,
};
const topicHeads: Statement = { name: 'topic-heads', text: 'SELECT next FROM $schema.topics WHERE topic = $1' };

export const lagOf = async (database: BusDatabase, group: string): Promise<PartitionLag[]> => {
  type Row = { topic: string; partition: number; head: string; next: string; age: number };
  const { rows } = await database.query<Row>(lags, [group]);
  return rows.map(({ topic, partition, head, next, age }) => ({
    topic,
    partition,
    head: Number(head),
    next: Number(next),
    ageMs: Math.max(0, Math.round(age)),
  }));
};

export const progressOf = async (
  database: BusDatabase,
  group: string,
  partitions: readonly string[],
): Promise<Map<string, number>> => {
  const { rows } = await database.query<{ name: string; next: string }>(nexts, [group, partitions]);
  return new Map(rows.map(({ name, next }) => [name, Number(next)]));
};

export const headsOf = async (database: BusDatabase, topic: string): Promise<Map<string, number>> => {
  const { rows } = await database.query<{ next: string[] }>(topicHeads, [topic]);
  return new Map((rows[0]?.next ?? []).map((next, partition) => [`${topic}/${partition}`, Number(next)]));
};
