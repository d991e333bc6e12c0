import { addDecimals, subtractDecimals, type Money, type OpportunityProduct } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import { standing, type Opportunity, type Step } from './opportunity';

export type OpenStep = Extract<Step, { status: 'open' }>;

export const dayOf = (instant: string): string => new Date(instant).toISOString().slice(0, 10);

/** Throws RuleBroken unless it is open. */
export const mustBeOpen = (state: Opportunity): OpenStep => {
  const step = standing(state);
  if (!step) throw new RuleBroken('unknown-opportunity', 'There is no such opportunity.');
  if (step.status !== 'open')
    throw new RuleBroken('not-open', `The opportunity is ${step.status}: reopen it first.`, '/status');
  return step;
};

/** Throws RuleBroken when lines are named whose sum is another amount. */
export const mustSumUp = (amount: Money, products: readonly OpportunityProduct[]): void => {
  if (products.length === 0) return;
  const sum = products.reduce((total, line) => addDecimals(total, line.amount), '0');
  if (subtractDecimals(sum, amount.amount) === '0') return;
  const detail = `The products come to ${sum} ${amount.currency}, the amount is ${amount.amount}.`;
  throw new RuleBroken('products-do-not-sum-up', detail, '/products', 422);
};

/** Throws RuleBroken for an amount in another currency than the opportunity's, which no sum could take. */
export const mustBeInCurrency = (state: Opportunity, { currency }: Money): void => {
  const own = state.worth?.value.amount.currency;
  if (own !== undefined && own !== currency)
    throw new RuleBroken('other-currency', `The opportunity is in ${own}.`, '/amount/currency', 422);
};

/** Throws RuleBroken when it would close before it was opened. */
export const mustNotCloseBeforeOpening = (opened: string, expectedClose: string): void => {
  if (expectedClose < dayOf(opened))
    throw new RuleBroken('close-before-open', 'It cannot close before it was opened.', '/expectedClose', 422);
};

/**
 * When it closed: now unless told. Throws RuleBroken for a time before its last step, or to come; also for one before its last
 * revision where the closing names an amount itself, because the revision would count as the later word on it.
 */
export const closingTime = (state: Opportunity, told: string | undefined, now: string, amount?: Money): string => {
  if (told === undefined) return now;
  const at = new Date(told).toISOString();
  if (at > now) throw new RuleBroken('close-in-future', 'It cannot have closed in the future.', '/closedAt', 422);
  const last = standing(state)?.at;
  if (last !== undefined && Date.parse(at) < Date.parse(last))
    throw new RuleBroken('close-before-open', `It was opened or moved at ${last}, and closes later.`, '/closedAt', 422);
  const revised = state.worth?.at;
  if (amount !== undefined && revised !== undefined && Date.parse(at) < Date.parse(revised))
    throw new RuleBroken('close-before-revision', `Its amount was revised at ${revised}.`, '/closedAt', 422);
  return at;
};
