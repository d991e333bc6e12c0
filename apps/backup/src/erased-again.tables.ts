import { erasureRequested, identityErased } from '@touchstone/contracts';
import type { KeyName, Vault } from '@touchstone/personal-data';
import type { Pool } from 'pg';

interface ErasureRow {
  readonly type: string;
  readonly data: string;
}

const namedBy = ({ type, data }: ErasureRow): readonly KeyName[] => {
  const content = JSON.parse(data) as KeyName & { identities?: readonly KeyName[] };
  return type === erasureRequested.type ? (content.identities ?? []) : [content];
};

/** Deletes every key whose erasure is in the log: the keys may have been saved before somebody was erased. */
export const eraseAgain = async (logPool: Pool, vault: Vault): Promise<number> => {
  const { rows } = await logPool.query<ErasureRow>('SELECT type, data FROM store.events WHERE type = ANY ($1)', [
    [erasureRequested.type, identityErased.type],
  ]);
  const named = rows.flatMap(namedBy).map(({ identity, generation }) => ({ identity, generation }));
  const distinct = new Map(named.map((name) => [`${name.identity}/${name.generation}`, name]));
  if (distinct.size > 0) await vault.destroyKeys(distinct.values());
  return distinct.size;
};
