import { RuleBroken } from './rule-broken';

/** Throws RuleBroken when it would end before it begins. */
export const assertPeriod = ({ from, to }: { from: string; to?: string | undefined }): void => {
  if (to !== undefined && Date.parse(to) <= Date.parse(from))
    throw new RuleBroken('ends-before-it-begins', 'The end comes after the beginning.', '/to', 422);
};
