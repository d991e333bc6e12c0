import type { RowChoice } from '@touchstone/logical-dump';
import type { ClientBase } from 'pg';

/**
 * Where a dump of the log ends: before the oldest transaction that was under way, so that no event can appear later
 * before one that is in the dump. Text that compares with the beginning of positions.
 */
const watermark = `(SELECT lpad(max(p.epoch)::text, 5, '0') || '-' || lpad(pg_snapshot_xmin(pg_current_snapshot())::text, 20, '0') FROM store.epochs p)`;
const beginningOf = (position: string): string => `left(${position}, 26)`;

const beforeWatermark = (schema: string): string =>
  `(r.epoch, r.txid) < ((SELECT max(p.epoch) FROM ${schema}.epochs p), pg_snapshot_xmin(pg_current_snapshot()))`;

interface Rewound {
  readonly topic: string;
  readonly id: number;
  readonly partition: number;
  /** First offset that the restored group must handle again. */
  readonly first: string;
}

/** What was consumed into events beyond the watermark is consumed again: the bus holds it, the dump of the store does not. */
const rewinds = async (client: ClientBase, bus: string): Promise<Rewound[]> => {
  const { rows } = await client.query<Rewound>(
    `WITH beyond AS (
       SELECT i.topic, i.partition, min(i.message_offset) AS first FROM inbox.events i
       WHERE ${beginningOf('i.position')} >= ${watermark} GROUP BY 1, 2
     )
     SELECT t.topic, t.id, a.partition, min(least(a.next, m.next, b.first))::text AS first
     FROM ${bus}.assignments a JOIN ${bus}.topics t ON t.id = a.topic
     LEFT JOIN inbox.marks m ON m.topic = t.topic AND m.partition = a.partition
     LEFT JOIN beyond b ON b.topic = t.topic AND b.partition = a.partition
     GROUP BY 1, 2, 3`,
  );
  return rows;
};

const lookUp = (entries: readonly (readonly [string, string])[], key: string): string =>
  `('${JSON.stringify(Object.fromEntries(entries))}'::jsonb ->> (${key}))::bigint`;

/** Beside a bus in Kafka only its assignments lie here. */
const buses = async (client: ClientBase): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_schema AS name FROM information_schema.tables
     WHERE table_name = 'assignments' AND table_schema IN ('bus', 'bus_kafka')`,
  );
  return rows.map(({ name }) => name);
};

const stores = async (client: ClientBase): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_schema AS name FROM information_schema.tables
     WHERE table_name = 'events' AND (table_schema = 'store' OR table_schema LIKE 'store\\_%')`,
  );
  return rows.map(({ name }) => name);
};

/** Which rows of the log database a backup holds, so that everything in it fits together at its watermark. */
export const cutAtWatermark = async (client: ClientBase): Promise<Record<string, RowChoice>> => {
  const found = await Promise.all(
    (await buses(client)).map(async (bus) => ({ bus, from: await rewinds(client, bus) })),
  );
  const byName = lookUp(
    found.flatMap(({ from }) => from.map(({ topic, partition, first }) => [`${topic}/${partition}`, first] as const)),
    `r.topic || '/' || r.partition`,
  );
  const rewound = found.flatMap(({ bus, from }): [string, RowChoice][] => {
    const byId = lookUp(
      from.map(({ id, partition, first }) => [`${id}/${partition}`, first]),
      `r.topic || '/' || r.partition`,
    );
    return [
      [`${bus}.messages`, { where: `r."offset" >= coalesce(${byId}, 0)` }],
      [`${bus}.assignments`, { instead: { next: `least(r.next, ${byId})`, member: 'NULL::uuid' } }],
      [`${bus}.members`, { where: 'false' }],
    ];
  });
  const events = (await stores(client)).flatMap((store): [string, RowChoice][] => [
    [`${store}.events`, { where: beforeWatermark(store) }],
    [`${store}.watermarks`, { where: beforeWatermark(store) }],
  ]);
  return {
    ...Object.fromEntries([...events, ...rewound]),
    'inbox.events': {
      instead: { position: `CASE WHEN ${beginningOf('r.position')} >= ${watermark} THEN NULL ELSE r.position END` },
    },
    'inbox.marks': { instead: { next: `least(r.next, ${byName})` } },
  };
};

export interface About {
  /** Beginning of the position where the dump ends. */
  readonly watermark: string;
  readonly events: number;
}

export const aboutLog = async (client: ClientBase): Promise<Readonly<Record<string, unknown>>> => {
  const { rows } = await client.query<About>(
    `SELECT ${watermark} AS watermark, greatest(reltuples, 0)::float8 AS events FROM pg_class WHERE oid = 'store.events'::regclass`,
  );
  return { ...rows[0] };
};
