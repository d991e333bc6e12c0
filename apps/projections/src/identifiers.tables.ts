import { identifiers, writerOf } from '@touchstone/read-models';
import type { SlotMemory } from '@touchstone/subscriptions';
import type { ClientBase } from 'pg';
import type { StatedIdentifier } from './facts/identifiers';
import { unwritten } from './known-rows';
import { read, run } from './statement.tables';

type Key = Pick<StatedIdentifier, 'identity' | 'sealed_under'>;

/** Plain values of identities, each as the box of one identity states it. */
export const identifierTables = (schema: string) => {
  const write = writerOf(schema, identifiers, { onConflict: 'keep' });
  const unwrittenOf = unwritten();
  const table = `${schema}.identifiers`;
  const sealedUnder = `SELECT identity, sealed_under FROM ${table}
    WHERE (identity = ANY($1) AND sealed_under = identity) OR (sealed_under = ANY($1) AND sealed_under <> identity)`;
  const drop = `DELETE FROM ${table} WHERE (identity, sealed_under) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;
  return {
    /** The memory has to be forgotten where rows are erased or forgotten. */
    write: (client: ClientBase, memory: SlotMemory, stated: readonly StatedIdentifier[]) =>
      write(
        client,
        unwrittenOf(memory, stated, ({ identity, sealed_under }) => `${identity}/${sealed_under}`),
      ),
    of: (client: ClientBase, identities: readonly string[]) => {
      const text = `SELECT identity, type, value FROM ${table} WHERE identity = ANY($1)`;
      return read<Omit<StatedIdentifier, 'sealed_under'>>(client, `${schema} read identifiers`, text, [identities]);
    },
    /**
     * Removes the values that the keys of these identities had sealed, where `owns` says so: another slot may stand
     * behind the erasure with its rows, or hold newer ones. Answers whose values they were.
     */
    erase: async (
      client: ClientBase,
      erased: readonly string[],
      owns: (identity: string) => boolean,
    ): Promise<string[]> => {
      const found = await read<Key>(client, `${schema} sealed identifiers`, sealedUnder, [erased]);
      const own = found.filter(({ identity }) => owns(identity));
      const identities = own.map(({ identity }) => identity);
      const values = [identities, own.map(({ sealed_under }) => sealed_under)];
      if (own.length > 0) await run(client, `${schema} erase identifiers`, drop, values);
      return identities;
    },
    forget: (client: ClientBase, identity: string) =>
      run(client, `${schema} forget identifiers`, `DELETE FROM ${table} WHERE identity = $1`, [identity]),
  };
};
export type IdentifierTables = ReturnType<typeof identifierTables>;
