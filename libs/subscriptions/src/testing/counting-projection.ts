import { encodeParticipant, type PlainRecorded, type WireEvent } from '@touchstone/contracts';
import type { Opened, PageCodec, Projection } from '../projection';

export const identityNumber = (n: number): string => (n * 0x1000_0001).toString(16).padStart(8, '0').padEnd(32, '0');

let lastId = 0;
export const fact = (
  identity: string,
  data: Record<string, unknown> = {},
  type = 'test.thing.happened',
): WireEvent => ({
  id: `00000000-0000-4000-8000-${String(++lastId).padStart(12, '0')}`,
  type,
  schemaVersion: 1,
  data: JSON.stringify(data),
  metadata: {
    source: 'test',
    time: new Date(0).toISOString(),
    participants: [encodeParticipant({ role: 'subject', type: 'user_id', identity })],
  },
});

/** Data as it is; `unreadable: true` stands for a box that does not open. Counts what it opens. */
export const plainCodec = (): PageCodec & { opened: number } => {
  const codec = {
    opened: 0,
    openEach: async (events: Parameters<PageCodec['openEach']>[0]): Promise<Opened[]> => {
      codec.opened += events.length;
      return events.map((recorded) => {
        const data = JSON.parse(recorded.data) as Record<string, unknown>;
        if (data['unreadable']) return { recorded, error: new TypeError('a secret that must not be told') };
        return { event: { ...recorded, data } };
      });
    },
  };
  return codec;
};

const participants = ({ metadata }: Pick<PlainRecorded, 'metadata'>) =>
  metadata.participants.map((text) => text.slice(-32));

const remembered = () => new Map<string, number>();

/** Counts the facts of each identity, from memory; a fact may ask it to throw, or to write what the database refuses. */
export const countingProjection = (name: string, schema = name.replaceAll('-', '_')): Projection => {
  return {
    name,
    version: 1,
    schema,
    inSchema: (other) => countingProjection(name, other),
    migrations: [
      {
        name: '0001',
        sql: `CREATE TABLE counts (identity text PRIMARY KEY, facts int NOT NULL);
              CREATE TABLE spoiled (identity text NOT NULL, event_id uuid NOT NULL, reason text NOT NULL, PRIMARY KEY (identity, event_id))`,
      },
    ],
    handles: ['test.thing.happened'],
    keys: participants,
    async write({ client, events, owns, memory }) {
      const counts = memory.of(remembered);
      const own = events.flatMap(participants).filter(owns);
      const missing = own.filter((identity) => !counts.has(identity));
      const { rows } = await client.query<{ identity: string; facts: number }>(
        `SELECT identity, facts FROM ${schema}.counts WHERE identity = ANY($1)`,
        [missing],
      );
      for (const { identity, facts } of rows) counts.set(identity, facts);
      for (const identity of own) counts.set(identity, (counts.get(identity) ?? 0) + 1);
      for (const event of events) {
        if (event.data['throws'] === true) throw new RangeError('a secret that must not be told');
        if (event.data['refused'] === true) await client.query('SELECT 1 / 0');
        if (event.data['throwsAt'] === schema) throw new RangeError('not here');
      }
      const told = [...new Set(own)];
      await client.query(
        `INSERT INTO ${schema}.counts SELECT * FROM unnest($1::text[], $2::int[])
         ON CONFLICT (identity) DO UPDATE SET facts = excluded.facts`,
        [told, told.map((identity) => counts.get(identity))],
      );
    },
    async spoil(client, spoiled) {
      for (const { event, reason } of spoiled)
        for (const identity of participants(event))
          await client.query(`INSERT INTO ${schema}.spoiled VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
            identity,
            event.id,
            reason,
          ]);
    },
    async forget(client, identity) {
      for (const table of ['counts', 'spoiled'])
        await client.query(`DELETE FROM ${schema}.${table} WHERE identity = $1`, [identity]);
    },
  };
};
