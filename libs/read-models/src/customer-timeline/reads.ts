import { roles } from '@touchstone/contracts';
import { exactTime, isoTime } from '../reading/json-sql';
import { nameOf } from '../reading/prepared';
import type { ItemRow, Queryable } from '../reading/queryable';

export interface TimelineKey {
  /** ISO time to the microsecond. */
  readonly at: string;
  readonly id: string;
}

export interface TimelineFilter {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly channel?: string | undefined;
  readonly meaning?: string | undefined;
  readonly order?: string | undefined;
  readonly conversation?: string | undefined;
  readonly role?: string | undefined;
  /** ISO times: not before `from`, before `to`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only what the store held at this position. */
  readonly knownUpTo?: string | undefined;
}

export interface TimelineRow extends ItemRow, TimelineKey {}

const entry = `json_build_object(
  'id', e.event_id, 'type', e.type, 'name', e.name, 'kind', e.kind, 'channel', e.channel, 'meaning', e.meaning,
  'occurredAt', ${isoTime('e.occurred_at')}, 'recordedAt', ${isoTime('e.recorded_at')}, 'source', e.source,
  'order', CASE WHEN e.order_id IS NOT NULL THEN json_build_object(
    'source', e.order_source, 'id', e.order_id, 'amount', e.amount::text, 'currency', e.currency) END,
  'money', CASE WHEN e.amount IS NOT NULL THEN json_build_object('amount', e.amount::text, 'currency', e.currency) END,
  'conversation', e.conversation_id, 'campaign', e.campaign_id,
  'properties', e.properties, 'traits', e.traits, 'traceId', e.trace_id, 'role', e.role,
  'imported', e.imported, 'erased', e.erased)::text`;

const conditions: Readonly<Record<keyof TimelineFilter, (parameter: string) => string>> = {
  type: (p) => `e.type = ${p}`,
  name: (p) => `e.name = ${p}`,
  channel: (p) => `e.channel = ${p}`,
  meaning: (p) => `e.meaning = ${p}`,
  order: (p) => `e.order_id = ${p}`,
  conversation: (p) => `e.conversation_id = ${p}`,
  role: (p) => `e.role = ${p}`,
  from: (p) => `e.occurred_at >= ${p}::timestamptz`,
  to: (p) => `e.occurred_at < ${p}::timestamptz`,
  knownUpTo: (p) => `e.position <= ${p}`,
};
const filterNames = Object.keys(conditions) as (keyof TimelineFilter)[];
const strongestFirst = `array_position(ARRAY[${roles.map((role) => `'${role}'`).join(', ')}], e.role)`;
const beforeAll: TimelineKey = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/**
 * Reads of one version of the timeline; whose identities are whose comes from the profile's links. A page takes the
 * newest of each identity and joins them; a fact that names several identities of the customer is shown once, in its strongest role.
 */
export const timelineReads = (schema: string, profileSchema: string) => {
  const sql = (given: readonly (keyof TimelineFilter)[]) => `
    SELECT ${exactTime('e.occurred_at')} AS at, e.event_id AS id, ${entry} AS item FROM (
      SELECT DISTINCT ON (e.occurred_at, e.event_id) e.*
        FROM ${profileSchema}.links l CROSS JOIN LATERAL (
          SELECT e.* FROM ${schema}.entries e
           WHERE e.identity = l.identity AND (e.occurred_at, e.event_id) < ($2::timestamptz, $3::uuid)
             ${given.map((name, at) => `AND ${conditions[name](`$${at + 5}`)}`).join(' ')}
           ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT $4) e
       WHERE l.customer_id = $1
       ORDER BY e.occurred_at DESC, e.event_id DESC, ${strongestFirst}, e.identity) e
    ORDER BY e.occurred_at DESC, e.event_id DESC LIMIT $4`;
  const statements = new Map<string, { readonly name: string; readonly text: string }>();
  const statement = (given: readonly (keyof TimelineFilter)[]) => {
    const key = given.join();
    const known = statements.get(key);
    if (known) return known;
    const text = sql(given);
    const made = { name: nameOf(text), text };
    statements.set(key, made);
    return made;
  };
  return {
    /** Newest first by event time. `customerId` is a survivor's. */
    page: async (
      db: Queryable,
      customerId: string,
      filter: TimelineFilter,
      after: TimelineKey | undefined,
      limit: number,
    ): Promise<TimelineRow[]> => {
      const given = filterNames.filter((name) => filter[name] !== undefined);
      const { at, id } = after ?? beforeAll;
      const values = [customerId, at, id, limit, ...given.map((name) => filter[name])];
      return (await db.query<TimelineRow>({ ...statement(given), values })).rows;
    },
  };
};
export type TimelineReads = ReturnType<typeof timelineReads>;
