import { Kafka, logLevel, type EachBatchPayload, type IHeaders, type KafkaMessage } from 'kafkajs';
import type { Pool } from 'pg';
import { makePlainEvents } from './plain-events';

const inbox = `INSERT INTO plain_inbox (id, digest, identity, after_version, topic, partition, message_offset, position)
  SELECT id, decode(digest, 'hex'), decode(identity, 'hex'), version, $6, $7, message_offset, ''
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::bigint[]) AS t(id, digest, identity, version, message_offset)
  ON CONFLICT (id) DO NOTHING`;
const events = `INSERT INTO plain_events
    (stream_id, stream_version, event_id, category, type, schema_version, data, metadata)
  SELECT 'identity-' || identity, version, id, 'identity', type, schema_version, data, metadata
  FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[])
    AS t(identity, version, id, type, schema_version, data, metadata)
  ON CONFLICT DO NOTHING`;

export const makePlainInbox = async (pool: Pool): Promise<void> => {
  await makePlainEvents(pool);
  await pool.query('CREATE TABLE IF NOT EXISTS plain_inbox (LIKE inbox.events INCLUDING ALL); TRUNCATE plain_inbox');
};

const text = (headers: IHeaders | undefined, name: string): string => String(headers?.[name] ?? '');

/** Both inserts of one batch, in one transaction. Versions are counted in memory, as nobody else writes. */
const insertBatch = async (
  pool: Pool,
  versions: Map<string, number>,
  topic: string,
  partition: number,
  messages: readonly KafkaMessage[],
): Promise<void> => {
  const rows = messages.map(({ key, value, headers, offset }) => {
    const identity = String(key);
    const version = (versions.get(identity) ?? -1) + 1;
    versions.set(identity, version);
    const metadata = text(headers, 'ce_metadata');
    const { digest } = JSON.parse(metadata) as { digest: string };
    const [id, type] = [text(headers, 'ce_id'), text(headers, 'ce_type')];
    return {
      ...{ identity, version, metadata, digest, id, type, offset, data: String(value) },
      schemaVersion: Number(text(headers, 'ce_schemaversion')),
    };
  });
  const of = <Field extends keyof (typeof rows)[number]>(field: Field) => rows.map((row) => row[field]);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const claimed = [of('id'), of('digest'), of('identity'), of('version'), of('offset'), topic, partition];
    await client.query({ name: 'inbox', text: inbox, values: claimed });
    const stored = [
      of('identity'),
      of('version'),
      of('id'),
      of('type'),
      of('schemaVersion'),
      of('data'),
      of('metadata'),
    ];
    await client.query({ name: 'events', text: events, values: stored });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
};

/** The plainest consumer: kafkajs' eachBatch, so many partitions at a time, and the two inserts. */
export const consumeBare = async (
  pool: Pool,
  brokers: string,
  topic: string,
  atOnce: number,
): Promise<() => Promise<void>> => {
  const versions = new Map<string, number>();
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bare-${atOnce}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const eachBatch = ({ batch }: EachBatchPayload) =>
    insertBatch(pool, versions, batch.topic, batch.partition, batch.messages);
  await consumer.run({ partitionsConsumedConcurrently: atOnce, eachBatch });
  return () => consumer.disconnect();
};
