import type { AssignmentRule } from '@touchstone/contracts';
import type { Run } from '../commands/run';
import { RuleBroken } from '../commands/rule-broken';
import { coveredOn, territories } from '../territories/territory';

/** A territory on one day. */
export interface Covered {
  readonly countries: readonly string[];
  readonly person: string | undefined;
}
export type Coverage = ReadonlyMap<string, Covered>;

const namedBy = (rules: readonly AssignmentRule[]): string[] => [
  ...new Set(rules.flatMap(({ territory }) => territory ?? [])),
];

/** Who covers the territories of the rules on a day. One that is unknown has no entry. */
export const coverageOn = async (
  run: Pick<Run, 'peek'>,
  rules: readonly AssignmentRule[],
  day: string,
): Promise<Coverage> => {
  const found = await Promise.all(
    namedBy(rules).map(async (id) => {
      const territory = await run.peek(territories, id);
      if (territory.status === 'unknown') return [];
      return [[id, { countries: territory.countries, person: coveredOn(territory, day) }] as const];
    }),
  );
  return new Map(found.flat());
};

/** Throws RuleBroken for a rule whose territory nobody drew. */
export const assertTerritories = async (run: Run, rules: readonly AssignmentRule[]): Promise<void> => {
  const known = await coverageOn(run, rules, run.circumstances.now.slice(0, 10));
  const lost = rules.findIndex(({ territory }) => territory !== undefined && !known.has(territory));
  if (lost < 0) return;
  throw new RuleBroken('unknown-territory', 'There is no territory with this id.', `/rules/${lost}/territory`, 422);
};
