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

/** Counts the facts of each identity; a fact may ask it to throw, or to write what the database refuses. */
export const countingProjection = (name: string): Projection => {
  const schema = name.replaceAll('-', '_');
  return {
    name,
    version: 1,
    schema,
    migrations: [
      {
        name: '0001',
        sql: `CREATE TABLE counts (identity text PRIMARY KEY, facts int NOT NULL);
              CREATE TABLE spoiled (identity text NOT NULL, event_id uuid NOT NULL, reason text NOT NULL, PRIMARY KEY (identity, event_id))`,
      },
    ],
    handles: ['test.thing.happened'],
    keys: participants,
    async write({ client, events, owns }) {
      for (const event of events) {
        if (event.data['throws'] === true) throw new RangeError('a secret that must not be told');
        if (event.data['refused'] === true) await client.query('SELECT 1 / 0');
        if (event.data['throwsAt'] === schema) throw new RangeError('not here');
      }
      const own = events.flatMap(participants).filter(owns);
      await client.query(
        `INSERT INTO ${schema}.counts SELECT identity, count(*) FROM unnest($1::text[]) AS given (identity) GROUP BY 1
         ON CONFLICT (identity) DO UPDATE SET facts = counts.facts + excluded.facts`,
        [own],
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
