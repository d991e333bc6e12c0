import type { Assignment } from '../postgres/membership';
import type { BusDatabase, Statement } from '../postgres/database';
import type { Topic } from '../postgres/topics';

const enrol: Statement = {
  name: 'enrol-partitions',
  text: `INSERT INTO $schema.assignments (group_name, topic, partition)
    SELECT $1, t.id, p FROM $schema.topics t, generate_series(0, t.partitions - 1) p WHERE t.id = ANY ($2::smallint[])
    ORDER BY t.id, p ON CONFLICT DO NOTHING`,
};
const claim: Statement = {
  name: 'claim-partitions',
  text: `UPDATE $schema.assignments a SET member = $2, token = a.token + 1
    FROM unnest($3::smallint[], $4::smallint[]) AS c(topic, partition)
    WHERE a.group_name = $1 AND a.topic = c.topic AND a.partition = c.partition
    RETURNING a.topic, a.partition, a.token::text, a.next`,
};
const sign: Statement = {
  name: 'sign-member',
  text: `INSERT INTO $schema.members VALUES ($1, $2, clock_timestamp() + $4 * interval '1 millisecond', $3)
    ON CONFLICT (group_name, member) DO UPDATE SET expires_at = excluded.expires_at`,
};
const leave: Statement = {
  name: 'unsign-member',
  text: `DELETE FROM $schema.members
    WHERE group_name = $1 AND (member = $2 OR expires_at < clock_timestamp() - interval '1 hour')`,
};

export interface Claims {
  /** Says that this member lives; read by those who list groups. */
  sign(): Promise<void>;
  /** Takes what Kafka has assigned, under new tokens: whoever held it before can commit nothing from now on. */
  take(partitions: readonly { readonly topic: string; readonly partition: number }[]): Promise<Assignment[]>;
  leave(): Promise<void>;
}

/** Tokens of the partitions of one member. Kafka decides who owns a partition, the tokens fence what it writes here. */
export const openClaims = (
  database: BusDatabase,
  { group, member, topics, leaseMs }: { group: string; member: string; topics: readonly Topic[]; leaseMs: number },
): Claims => {
  const ids = topics.map(({ id }) => id);
  return {
    sign: async () => void (await database.query(sign, [group, member, ids, leaseMs])),
    take: async (partitions) => {
      const known = new Map(topics.map((topic) => [topic.topic, topic]));
      const wanted = partitions.map(({ topic, partition }) => [known.get(topic)?.id, partition] as const);
      await database.query(enrol, [group, ids]);
      type Row = { topic: number; partition: number; token: string; next: string };
      const values = [group, member, wanted.map(([id]) => id), wanted.map(([, partition]) => partition)];
      const { rows } = await database.query<Row>(claim, values);
      return rows.map(({ topic: id, partition, token, next }) => {
        const topic = topics.find((one) => one.id === id) as Topic;
        return { topic, partition, token, next: Number(next) };
      });
    },
    leave: async () => void (await database.query(leave, [group, member])),
  };
};
