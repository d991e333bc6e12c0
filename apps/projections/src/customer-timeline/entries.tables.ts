import { entries as entryTable, postgresJson, postgresText, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, run } from '../statement.tables';
import type { Erasure } from '../facts/erasures';
import type { Entry } from './entry';

const storable = (text: string | undefined) => (text === undefined ? null : postgresText(text));
const json = (value: unknown) => (value === undefined || value === null ? null : postgresJson(value));

const toRow = (entry: Entry): WrittenRow<typeof entryTable> => ({
  identity: entry.identity,
  occurred_at: isoTime(entry.occurredAt),
  event_id: entry.eventId,
  recorded_at: entry.recordedAt,
  position: entry.position,
  type: entry.type,
  role: entry.role,
  source: postgresText(entry.source),
  kind: storable(entry.kind),
  channel: storable(entry.channel),
  name: storable(entry.name),
  order_source: storable(entry.orderSource),
  order_id: storable(entry.orderId),
  amount: entry.amount ?? null,
  currency: entry.currency ?? null,
  meaning: entry.meaning ?? null,
  conversation_id: storable(entry.conversationId),
  campaign_id: storable(entry.campaignId),
  properties: json(entry.properties),
  traits: json(entry.traits),
  imported: entry.imported,
  trace_id: storable(entry.traceId),
  sealed_under: entry.sealedUnder,
  erased: entry.erased,
});

/** The lines of all timelines. */
export const entryTables = (schema: string) => {
  const write = writerOf(schema, entryTable, { onConflict: 'keep' });
  // Lines behind the erasure are of a later key; another slot may have written them already.
  const erase = (identity: string) => `UPDATE ${schema}.entries e SET name = NULL, properties = NULL, traits = NULL,
      conversation_id = NULL, campaign_id = NULL, erased = true
    FROM unnest($1::text[], $2::text[]) AS given (identity, position)
    WHERE ${identity} AND e.position < given.position AND ($3::text IS NULL OR e.identity = $3)`;
  const eraseOwn = erase('e.identity = given.identity AND e.sealed_under = e.identity');
  const eraseShown = erase('e.sealed_under = given.identity AND e.sealed_under <> e.identity');
  return {
    write: (client: ClientBase, entries: readonly Entry[]) => write(client, entries.map(toRow)),
    /** Removes what the keys of these identities had sealed, from every line that shows it. */
    erase: async (client: ClientBase, erasures: readonly Erasure[], only?: string): Promise<void> => {
      const values = [erasures.map(({ identity }) => identity), erasures.map(({ position }) => position), only ?? null];
      await run(client, `${schema} erase own`, eraseOwn, values);
      await run(client, `${schema} erase shown`, eraseShown, values);
    },
    forget: (client: ClientBase, identity: string) =>
      run(client, `${schema} forget`, `DELETE FROM ${schema}.entries WHERE identity = $1`, [identity]),
  };
};
