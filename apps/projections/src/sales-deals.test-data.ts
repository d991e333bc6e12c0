import {
  opportunityAssigned,
  opportunityLost,
  opportunityMoved,
  opportunityReopened,
  opportunityRevised,
  opportunityWon,
} from '@touchstone/contracts';
import fc from 'fast-check';

const start = Date.UTC(2025, 0, 1);
export const at = (day: number) => new Date(start + day * 86_400_000).toISOString();
const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
export const by = 'ana';
export const money = (cents: number, currency = 'EUR') => ({ amount: (cents / 100).toFixed(2), currency });

type Change = readonly [kind: 'move' | 'revise' | 'assign' | 'win' | 'lose' | 'reopen', day: number, value: number];
const change = fc.tuple(
  fc.constantFrom('move', 'revise', 'assign', 'win', 'lose', 'reopen' as const),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 100_000 }),
) as fc.Arbitrary<Change>;
export const deal = fc.record({
  cents: fc.integer({ min: 1, max: 10_000_000 }),
  changes: fc.uniqueArray(change, { maxLength: 6, selector: ([, day]) => day }),
});
export type Deal = { readonly cents: number; readonly changes: readonly Change[] };

const stages = ['qualified', 'proposal', 'negotiation'];
const probabilities = ['0.1', '0.5', '0.75'];
export const placeAt = (value: number) => ({
  pipelineId,
  pipelineVersion: 1,
  stage: stages[value % 3] as string,
  probability: probabilities[value % 3] as string,
});
const owners = ['ana', 'ben', 'cleo'];

export const factOf = (opportunityId: string, [kind, day, value]: Change): unknown => {
  const of = { opportunityId, by };
  if (kind === 'move') return opportunityMoved({ ...of, ...placeAt(value), movedAt: at(day) });
  if (kind === 'revise') return opportunityRevised({ ...of, amount: money(value), products: [], revisedAt: at(day) });
  if (kind === 'assign') return opportunityAssigned({ ...of, owner: owners[value % 3] as string, assignedAt: at(day) });
  if (kind === 'win') return opportunityWon({ ...of, amount: money(value), reason: 'service', wonAt: at(day) });
  if (kind === 'lose') return opportunityLost({ ...of, reason: 'price', lostAt: at(day) });
  return opportunityReopened({ ...of, ...placeAt(value), expectedClose: '2025-12-31', reopenedAt: at(day) });
};

/** In whole cents times a hundred, as a program that knows nothing of ours would reckon. */
export const naive = (deals: readonly Deal[], day: number): Record<string, bigint> => {
  const sums: Record<string, bigint> = {};
  for (const { cents, changes } of deals) {
    const known = [...changes].filter(([, when]) => when <= day).sort((a, b) => a[1] - b[1]);
    let [amount, chance, owner, open] = [cents, 10, 'ana', true];
    for (const [kind, , value] of known) {
      if (kind === 'revise' || kind === 'win') amount = value;
      if (kind === 'move' || kind === 'reopen') [chance, open] = [[10, 50, 75][value % 3] as number, true];
      if (kind === 'assign') owner = owners[value % 3] as string;
      if (kind === 'win' || kind === 'lose') open = false;
    }
    if (open) sums[owner] = (sums[owner] ?? 0n) + BigInt(amount) * BigInt(chance);
  }
  return sums;
};
