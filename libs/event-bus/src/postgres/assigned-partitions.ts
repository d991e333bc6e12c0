import { commitChunk } from './commit';
import type { BusDatabase, Statement } from './database';
import type { Assignment } from './membership';
import type { OwnedPartition } from './owned-partition';
import type { ConsumeOptions } from '../port';
import type { Topic } from './topics';

const activeKeys: Statement = {
  name: 'active-keys',
  text: `SELECT DISTINCT ON (p.topic, p.partition, p.key) p.topic, p.partition, p.key, p.state
    FROM $schema.parked p JOIN unnest($2::smallint[], $3::smallint[]) AS a(topic, partition) USING (topic, partition)
    WHERE p.group_name = $1 AND p.state IN ('parked', 'waiting') ORDER BY p.topic, p.partition, p.key, p."offset"`,
};
const heads: Statement = {
  name: 'heads',
  text: 'SELECT id, next FROM $schema.topics WHERE id = ANY($1::smallint[])',
};

/** Where a partition can be read from, given where the group wants to go on. */
export type StartOf = (assignment: Assignment, wanted: number) => number;

const startInTables = async (database: BusDatabase, topicIds: readonly number[]): Promise<StartOf> => {
  const ends = await database.query<{ id: number; next: string[] }>(heads, [[...new Set(topicIds)]]);
  // Beyond the head: the bus has been restored to an earlier state, and what comes now is new.
  return ({ topic, partition }, wanted) =>
    Math.min(wanted, Number(ends.rows.find(({ id }) => id === topic.id)?.next[partition] ?? 0));
};

/** Where a member starts in newly assigned partitions: at the consumer's own truth, where it keeps one. */
export const preparePartitions =
  (
    database: BusDatabase,
    { group, resumeAt }: Pick<ConsumeOptions, 'group' | 'resumeAt'>,
    readStarts: (topics: readonly Topic[]) => Promise<StartOf> = (topics) =>
      startInTables(
        database,
        topics.map(({ id }) => id),
      ),
  ) =>
  async (assignments: readonly Assignment[]): Promise<OwnedPartition[]> => {
    const names = assignments.map(({ topic, partition }) => `${topic.topic}/${partition}`);
    const topicIds = assignments.map(({ topic }) => topic.id);
    const columns = [topicIds, assignments.map(({ partition }) => partition)];
    const [own, parked, startOf] = await Promise.all([
      resumeAt?.(names),
      database.query<{ topic: number; partition: number; key: string; state: string }>(activeKeys, [group, ...columns]),
      readStarts([...new Set(assignments.map(({ topic }) => topic))]),
    ]);
    const prepared = assignments.map((assignment) => {
      const { topic, partition, token, next } = assignment;
      const name = `${topic.topic}/${partition}`;
      const fetchNext = startOf(assignment, own?.get(name) ?? next);
      const keys = parked.rows.filter((row) => row.topic === topic.id && row.partition === partition);
      const states = keys.map(({ key, state }) => [key, state === 'parked' ? 'blocked' : 'draining'] as const);
      return { name, topic, partition, token, fetchNext, leaving: false, parked: new Map(states) };
    });
    // Lag, progress and retention go by what is written down.
    const moved = prepared.filter(({ fetchNext }, at) => fetchNext !== assignments[at]?.next);
    const nexts = moved.map((of) => ({ of, next: of.fetchNext }));
    if (nexts.length > 0) await commitChunk(database, group, nexts, []);
    return prepared;
  };
