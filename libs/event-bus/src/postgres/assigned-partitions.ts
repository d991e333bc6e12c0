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
const started: Statement = {
  name: 'started',
  text: `SELECT a.topic, a.partition FROM $schema.assignments a JOIN unnest($2::smallint[], $3::smallint[]) AS w(topic, partition)
    USING (topic, partition) WHERE a.group_name = $1 AND a.started`,
};
const start: Statement = {
  name: 'start',
  text: `UPDATE $schema.assignments a SET next = c.next, started = true
    FROM unnest($2::smallint[], $3::smallint[], $4::bigint[], $5::bigint[]) AS c(topic, partition, token, next)
    WHERE a.group_name = $1 AND a.topic = c.topic AND a.partition = c.partition AND a.token = c.token`,
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

type Place = { readonly topic: number; readonly partition: number };
type Starting = Pick<ConsumeOptions, 'group' | 'resumeAt' | 'onLostEnd'>;

/**
 * Where a member starts in newly assigned partitions: at the consumer's own truth, where it keeps one. That may lie beyond the
 * place where the group was only at its first start: later it would also when the topic had lost its end and has grown again.
 */
export const preparePartitions =
  (
    database: BusDatabase,
    { group, resumeAt, onLostEnd }: Starting,
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
    const [own, parked, before, startOf] = await Promise.all([
      resumeAt?.(names),
      database.query<Place & { key: string; state: string }>(activeKeys, [group, ...columns]),
      database.query<Place>(started, [group, ...columns]),
      readStarts([...new Set(assignments.map(({ topic }) => topic))]),
    ]);
    const lost = new Map<string, number>();
    const prepared = assignments.map((assignment) => {
      const { topic, partition, token, next } = assignment;
      const name = `${topic.topic}/${partition}`;
      const isHere = (row: Place) => row.topic === topic.id && row.partition === partition;
      const wanted = Math.min(own?.get(name) ?? next, before.rows.some(isHere) ? next : Infinity);
      const fetchNext = startOf(assignment, wanted);
      if (fetchNext < wanted) lost.set(name, fetchNext);
      const keys = parked.rows.filter(isHere);
      const states = keys.map(({ key, state }) => [key, state === 'parked' ? 'blocked' : 'draining'] as const);
      return { name, topic, partition, token, fetchNext, leaving: false, parked: new Map(states) };
    });
    if (lost.size > 0) await onLostEnd?.(lost);
    // Lag, progress and retention go by what is written down.
    const tokens = prepared.map(({ token }) => token);
    await database.query(start, [group, ...columns, tokens, prepared.map(({ fetchNext }) => fetchNext)]);
    return prepared;
  };
