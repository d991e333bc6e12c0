import { lastContacts, owners, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, run } from '../statement.tables';
import { lastTold, type ContactMade, type Ownership } from './last-told';

const newest = (time: string, columns: readonly string[]): Record<string, string> => {
  const isLater = `(excluded.${time}, excluded.event_id) > (t.${time}, t.event_id)`;
  return Object.fromEntries(
    [...columns, time, 'event_id'].map((column) => [
      column,
      `CASE WHEN ${isLater} THEN excluded.${column} ELSE t.${column} END`,
    ]),
  );
};

/** Owner and last contact of each identity. */
export const lastToldTables = (schema: string) => {
  const writeOwners = writerOf(schema, owners, { onConflict: newest('since', ['owner']) });
  const writeContacts = writerOf(schema, lastContacts, { onConflict: newest('contact_at', ['person', 'kind']) });
  return {
    writeOwners: (client: ClientBase, all: readonly Ownership[]) =>
      writeOwners(
        client,
        lastTold(all).map(({ identity, owner, time, eventId }) => ({
          ...{ identity, owner, since: isoTime(time), event_id: eventId },
        })),
      ),
    writeContacts: (client: ClientBase, all: readonly ContactMade[]) =>
      writeContacts(
        client,
        lastTold(all).map(({ identity, person, kind, time, eventId }) => ({
          ...{ identity, contact_at: isoTime(time), person, kind, event_id: eventId },
        })),
      ),
    forget: async (client: ClientBase, identity: string): Promise<void> => {
      for (const table of ['owners', 'last_contacts'])
        await run(client, `${schema} forget ${table}`, `DELETE FROM ${schema}.${table} WHERE identity = $1`, [
          identity,
        ]);
    },
  };
};
