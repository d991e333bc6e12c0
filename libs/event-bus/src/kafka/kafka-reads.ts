import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { BusUnavailable } from '../errors';
import type { BusGroup, PartitionLag } from '../port';
import type { StartOf } from '../postgres/assigned-partitions';
import type { BusDatabase, Statement } from '../postgres/database';
import type { Topic } from '../postgres/topics';

export interface PartitionEnds {
  readonly first: number;
  readonly head: number;
}

const progress: Statement = {
  name: 'kafka-progress',
  text: `SELECT a.group_name AS "group", t.topic, a.partition, a.next FROM $schema.assignments a
    JOIN $schema.topics t ON t.id = a.topic WHERE $1::text IS NULL OR a.group_name = $1 ORDER BY t.topic, a.partition`,
};
const members: Statement = {
  name: 'kafka-members',
  text: `SELECT group_name AS "group", count(*)::int AS members FROM $schema.members
    WHERE expires_at > clock_timestamp() GROUP BY group_name`,
};
type Row = { group: string; topic: string; partition: number; next: string };

const attempts = 6;

/** What the cluster itself says of topics. */
export interface ClusterReads {
  ends(topic: string): Promise<ReadonlyMap<number, PartitionEnds>>;
  /** Per partition the first offset that was written at that time or later. */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, number>>;
}

export const clusterReads = (admin: () => Promise<Admin>): ClusterReads => {
  // A topic that has just been made, or whose leader moves, answers "not the leader" for a moment; kafkajs gives up at once.
  const ask = async <T>(topic: string, question: (one: Admin) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await question(await admin());
      } catch (error) {
        if (attempt === attempts || (error as { retriable?: boolean }).retriable === false)
          throw error instanceof BusUnavailable ? error : new BusUnavailable(error);
        await sleep(100 * attempt);
        await admin()
          .then((one) => one.fetchTopicMetadata({ topics: [topic] }))
          .catch(() => {});
      }
  };
  return {
    ends: async (topic) => {
      const found = await ask(topic, (one) => one.fetchTopicOffsets(topic));
      return new Map(found.map(({ partition, low, high }) => [partition, { first: Number(low), head: Number(high) }]));
    },
    offsetsAt: async (topic, time) => {
      const found = await ask(topic, (one) => one.fetchTopicOffsetsByTimestamp(topic, time));
      return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
    },
  };
};

/** Where partitions can be read from, by what the cluster holds now. */
export const startsIn =
  ({ ends }: ClusterReads) =>
  async (topics: readonly Topic[]): Promise<StartOf> => {
    const found = new Map(await Promise.all(topics.map(async ({ topic }) => [topic, await ends(topic)] as const)));
    return ({ topic, partition }, wanted) => {
      const { first, head } = found.get(topic.topic)?.get(partition) ?? { first: 0, head: 0 };
      // Beyond the head: the topic was made anew, or has lost its end. What is known already comes again and is dropped.
      return wanted > head ? first : Math.max(wanted, first);
    };
  };

const rowsOf = async (database: BusDatabase, group: string | null): Promise<Row[]> =>
  (await database.query<Row>(progress, [group])).rows;

type Place = Pick<PartitionLag, 'topic' | 'partition'>;

const endsOf = async ({ ends }: ClusterReads, rows: readonly Place[]) => {
  const topics = [...new Set(rows.map(({ topic }) => topic))];
  const found = new Map(await Promise.all(topics.map(async (topic) => [topic, await ends(topic)] as const)));
  return ({ topic, partition }: Place): PartitionEnds => found.get(topic)?.get(partition) ?? { first: 0, head: 0 };
};

export const kafkaGroups = async (database: BusDatabase, cluster: ClusterReads): Promise<BusGroup[]> => {
  const [rows, present] = await Promise.all([
    rowsOf(database, null),
    database.query<{ group: string; members: number }>(members, []),
  ]);
  const end = await endsOf(cluster, rows);
  const behind = new Map<string, number>();
  for (const row of rows)
    behind.set(row.group, (behind.get(row.group) ?? 0) + Math.max(0, end(row).head - Number(row.next)));
  const membersOf = (group: string) => present.rows.find((row) => row.group === group)?.members ?? 0;
  return [...behind].map(([group, count]) => ({ group, members: membersOf(group), behind: count }));
};

/** How far each partition has gone on beyond the next offset that is to be handled. */
export const lagsAt = async (
  cluster: ClusterReads,
  nexts: readonly (Place & { readonly next: number })[],
): Promise<PartitionLag[]> => {
  const end = await endsOf(cluster, nexts);
  const lags = nexts.map(({ topic, partition, next }) => {
    const { first, head } = end({ topic, partition });
    return { topic, partition, head, next: Math.min(head, Math.max(first, next)) };
  });
  const ages = await agesOf(cluster, lags);
  return lags.map((lag) => ({ ...lag, ageMs: ages.get(`${lag.topic}/${lag.partition}`) ?? 0 }));
};

export const kafkaLag = async (database: BusDatabase, cluster: ClusterReads, group: string): Promise<PartitionLag[]> =>
  lagsAt(
    cluster,
    (await rowsOf(database, group)).map((row) => ({ ...row, next: Number(row.next) })),
  );

/** Ages are told to a tenth; the eldest that can be told is about a year. */
const steps = Array.from({ length: 255 }, (_, at) => Math.round(1.1 ** at));

/** Ages of the oldest messages behind `next`: Kafka only answers what was written since a time, so the time is searched. */
const agesOf = async (
  { offsetsAt }: ClusterReads,
  lags: readonly Omit<PartitionLag, 'ageMs'>[],
): Promise<ReadonlyMap<string, number>> => {
  const now = Date.now();
  const asked = new Map<string, Promise<ReadonlyMap<number, number>>>();
  const since = (topic: string, age: number) => {
    const question = `${topic} ${age}`;
    const answer = asked.get(question) ?? offsetsAt(topic, now - age);
    asked.set(question, answer);
    return answer;
  };
  const ages = new Map<string, number>();
  for (const { topic, partition, head, next } of lags) {
    if (head <= next) continue;
    let low = 0;
    let high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = await since(topic, steps[middle] as number);
      if ((found.get(partition) ?? 0) <= next) high = middle;
      else low = middle + 1;
    }
    ages.set(`${topic}/${partition}`, steps[low] as number);
  }
  return ages;
};
