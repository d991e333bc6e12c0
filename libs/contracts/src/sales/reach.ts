/** Who asks: role of the API key, and the sales person that it names. */
export interface SalesCaller {
  readonly role: 'rep' | 'manager' | 'analyst' | 'steward' | 'admin';
  readonly person?: string;
}

/** Whose records somebody may see; `unowned`: also those that nobody owns yet. */
export type Reach = 'everything' | { readonly owners: ReadonlySet<string>; readonly unowned: boolean };

/**
 * A rep reaches own records, a manager those of the people in the teams that he leads (and what nobody owns), everybody
 * else all of them. The same in the commands and in the lists, so that no answer shows what another one refuses.
 */
export const reachOf = ({ role, person }: SalesCaller, led: readonly string[]): Reach => {
  if (role !== 'rep' && role !== 'manager') return 'everything';
  const own = person === undefined ? [] : [person];
  return role === 'rep'
    ? { owners: new Set(own), unowned: false }
    : { owners: new Set([...own, ...led]), unowned: true };
};

export const reaches = (reach: Reach, owner: string | undefined): boolean =>
  reach === 'everything' || (owner === undefined ? reach.unowned : reach.owners.has(owner));
