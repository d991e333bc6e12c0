import type { WireEvent } from '@touchstone/contracts';
import { BusRefused } from '../errors';
import type { ParkedFilter, ParkedMessage, ParkedPlace, Parking, RepairRequest } from '../port';
import type { BusDatabase, Statement } from './database';
import { headText, toMessage, type MessageRow } from './packed-messages';

const columns = `p.group_name, t.topic AS topic_name, p.topic, p.partition, p."offset", p.key, p.event, p.data, p.reason, p.attempts,
      p.parked_at, p.state, p.repaired_by`;
const list: Statement = {
  name: 'list-parked',
  text: `SELECT ${columns} FROM $schema.parked p JOIN $schema.topics t ON t.id = p.topic
    WHERE p.group_name = $1 AND ($2::text IS NULL OR p.key = $2) AND ($3::text IS NULL OR p.reason = $3)
      AND ($4::text IS NULL OR p.source = $4) AND ($5::text[] IS NULL OR p.state = ANY ($5))
      AND (p.topic, p.partition, p."offset") > ($6::smallint, $7::smallint, $8::bigint)
    ORDER BY p.topic, p.partition, p."offset" LIMIT $9`,
};
const find: Statement = {
  name: 'find-parked',
  text: `SELECT ${columns} FROM $schema.parked p JOIN $schema.topics t ON t.id = p.topic
    WHERE p.group_name = $1 AND t.topic = $2 AND p.partition = $3 AND p."offset" = $4`,
};
const requests: Statement = {
  name: 'requests-of-parked',
  text: `SELECT kind, event, requested_by, reason, requested_at, applied_at FROM $schema.repairs
    WHERE group_name = $1 AND topic = $2 AND partition = $3 AND target = $4 ORDER BY id`,
};
const firsts: Statement = {
  name: 'first-parked',
  text: `SELECT DISTINCT ON (p.topic) p.topic, t.topic AS name, p.partition, p."offset", p.event::json ->> 'id' AS id, p.state
    FROM $schema.parked p JOIN $schema.topics t ON t.id = p.topic
    WHERE p.group_name = $1 AND p.key = $2 AND p.state IN ('parked', 'waiting') ORDER BY p.topic, p."offset"`,
};
const ask: Statement = {
  name: 'ask-repair',
  text: `INSERT INTO $schema.repairs (group_name, topic, partition, key, target, kind, event, data, requested_by, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const count: Statement = {
  name: 'count-parked',
  text: `SELECT count(DISTINCT (topic, key))::int AS keys, count(*)::int AS messages FROM $schema.parked
    WHERE group_name = $1 AND state IN ('parked', 'waiting')`,
};

type ListRow = MessageRow &
  Pick<ParkedMessage, 'reason' | 'attempts' | 'state'> & {
    group_name: string;
    topic_name: string;
    parked_at: Date;
    repaired_by: string | null;
  };

interface RequestRow {
  kind: RepairRequest['kind'];
  event: string | null;
  requested_by: string;
  reason: string | null;
  requested_at: Date;
  applied_at: Date | null;
}

interface First {
  topic: number;
  name: string;
  partition: number;
  offset: string;
  id: string;
  state: string;
}

export const parkingOf = (database: BusDatabase, onAsked: (group: string) => void): Parking => {
  const firstsOf = async (group: string, key: string, only?: ParkedPlace): Promise<First[]> => {
    const { rows } = await database.query<First>(firsts, [group, key]);
    if (rows.length === 0) throw new BusRefused(`No event of key ${key} is parked for group ${group}.`);
    const parked = rows.filter(({ state }) => state === 'parked');
    if (!only) return parked;
    const meant = parked.filter((first) => first.name === only.topic && Number(first.offset) === only.offset);
    if (meant.length > 0) return meant;
    throw new BusRefused(`Another event is the first parked one of key ${key} by now: list them again.`);
  };
  const write = (
    group: string,
    key: string,
    first: First,
    kind: string,
    replacement: WireEvent | undefined,
    by: string,
    reason: string | null,
  ) => {
    const event = replacement ? headText(replacement) : null;
    const place = [group, first.topic, first.partition, key, first.offset];
    return database.query(ask, [...place, kind, event, replacement?.data ?? null, by, reason]);
  };

  return {
    list: (filter) => listParked(database, filter),
    find: async ({ group, topic, partition, offset }) => {
      const { rows } = await database.query<ListRow>(find, [group, topic, partition, offset]);
      const [row] = rows;
      if (!row) return undefined;
      const asked = await database.query<RequestRow>(requests, [group, row.topic, partition, offset]);
      return { parked: toParked(row), requests: asked.rows.map(toRequest) };
    },
    replay: async ({ group, key, only, replacement, by }) => {
      const parked = await firstsOf(group, key, only);
      const meant = replacement ? parked.filter(({ id }) => id === replacement.metadata.repairs) : parked;
      if (replacement && (meant.length === 0 || replacement.id === replacement.metadata.repairs))
        throw new BusRefused(
          `A repair is a new event whose metadata.repairs names the first parked event of its key; ${replacement.metadata.repairs ?? 'none'} is not it.`,
        );
      for (const first of meant)
        await write(group, key, first, replacement ? 'repair' : 'replay', replacement, by, null);
      onAsked(group);
    },
    discard: async ({ group, key, only, by, reason }) => {
      for (const first of await firstsOf(group, key, only))
        await write(group, key, first, 'discard', undefined, by, reason);
      onAsked(group);
    },
    counts: async (group) => {
      const { rows } = await database.query<{ keys: number; messages: number }>(count, [group]);
      return rows[0] ?? { keys: 0, messages: 0 };
    },
  };
};

const listParked = async (database: BusDatabase, filter: ParkedFilter) => {
  const { group, key = null, reason = null, source = null, states = null, after = '-1.-1.-1', limit = 100 } = filter;
  const cursor = after.split('.').map(Number);
  if (cursor.length !== 3 || !cursor.every(Number.isSafeInteger))
    throw new BusRefused('This cursor was not given by a list of parked events.');
  const size = Math.min(Math.max(1, limit), 1_000);
  const values = [group, key, reason, source, states, ...cursor, size + 1];
  const { rows } = await database.query<ListRow>(list, values);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const next = last && rows.length > size ? `${last.topic}.${last.partition}.${last.offset}` : null;
  return { items: page.map(toParked), next };
};

const toParked = (row: ListRow): ParkedMessage => ({
  group: row.group_name,
  message: toMessage(row, row.topic_name),
  reason: row.reason,
  attempts: row.attempts,
  parkedAt: row.parked_at.toISOString(),
  state: row.state,
  repairedBy: row.repaired_by,
});

const toRequest = (row: RequestRow): RepairRequest => ({
  kind: row.kind,
  by: row.requested_by,
  reason: row.reason,
  event: row.event === null ? null : (JSON.parse(row.event) as WireEvent).id,
  requestedAt: row.requested_at.toISOString(),
  appliedAt: row.applied_at?.toISOString() ?? null,
});
