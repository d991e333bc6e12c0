/** What every list and report of sales may be narrowed to. */
export interface SalesFilter {
  /** Sales people whose records may be seen, and whether those without an owner may; undefined: all. */
  readonly reach?: { readonly owners: readonly string[]; readonly unowned: boolean } | undefined;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
  readonly pipeline?: string | undefined;
}

export interface SalesConditions {
  /** ` AND ...`, with parameters from the given number on. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

type Compared = readonly [comparison: string, value: unknown];

/** Conditions on the row `s` of the filter, and of more comparisons (`column operator`) whose value is given. */
export const salesConditions = (
  { reach, owner, team, pipeline }: SalesFilter,
  more: Readonly<Record<string, Compared>>,
  first: number,
): SalesConditions => {
  const all: Readonly<Record<string, Compared>> = {
    owner: ['s.owner =', owner],
    team: ['s.team =', team],
    pipeline: ['s.pipeline_id =', pipeline],
    ...more,
  };
  const given = Object.entries(all).filter(([, [, value]]) => value !== undefined);
  const compared = given.map(([, [comparison]], index) => ` AND ${comparison} $${first + index}`);
  const values = given.map(([, [, value]]) => value);
  if (!reach) return { sql: compared.join(''), values };
  const own = `s.owner = ANY ($${first + given.length})`;
  const reached = reach.unowned ? `(${own} OR s.owner IS NULL)` : own;
  return { sql: `${compared.join('')} AND ${reached}`, values: [...values, reach.owners] };
};
