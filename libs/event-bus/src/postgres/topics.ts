import { BusRefused } from '../errors';
import type { BusDatabase, Statement } from './database';

export interface Topic {
  readonly id: number;
  readonly topic: string;
  readonly partitions: number;
}

export interface Topics {
  /** Throws BusRefused for a topic that nobody declared. */
  get(topic: string): Promise<Topic>;
  known(topic: string): Topic | undefined;
  byId(id: number): Topic;
}

const declare: Statement = {
  name: 'declare-topics',
  text: `INSERT INTO $schema.topics (topic, partitions, next)
    SELECT d.name, $2::int, array_fill(0::bigint, ARRAY[$2::int]) FROM unnest($1::text[]) AS d(name)
    WHERE NOT EXISTS (SELECT 1 FROM $schema.topics t WHERE t.topic = d.name) ORDER BY d.name ON CONFLICT DO NOTHING`,
};
const list: Statement = { name: 'list-topics', text: 'SELECT id, topic, partitions FROM $schema.topics' };

export const openTopics = async (
  database: BusDatabase,
  declared: readonly string[],
  partitions: number,
): Promise<Topics> => {
  const byName = new Map<string, Topic>();
  const ids = new Map<number, Topic>();
  const load = async () => {
    const { rows } = await database.query<{ id: number; topic: string; partitions: number }>(list, []);
    for (const row of rows) {
      byName.set(row.topic, row);
      ids.set(row.id, row);
    }
  };
  const checked = (topic: Topic): Topic => {
    if (topic.partitions === partitions) return topic;
    throw new BusRefused(
      `Topic ${topic.topic} was made with ${topic.partitions} partitions and cannot be used with ${partitions}: keys would move and lose their order.`,
    );
  };

  await database.query(declare, [declared, partitions]);
  await load();
  for (const topic of declared) checked(byName.get(topic) as Topic);

  return {
    get: async (topic) => {
      if (!byName.has(topic)) await load();
      const found = byName.get(topic);
      if (!found) throw new BusRefused(`Topic ${topic} is not declared on this bus.`);
      return checked(found);
    },
    known: (topic) => {
      const found = byName.get(topic);
      return found?.partitions === partitions ? found : undefined;
    },
    byId: (id) => ids.get(id) as Topic,
  };
};
