import type { OpportunityFact } from '../sales-facts/opportunity-fact';
import { at, by, factOf, money, placeAt } from '../sales-deals.test-data';
import { opportunityOpened, opportunityWon } from '@touchstone/contracts';
import { opportunityRowOf } from './opportunity-row';

const opportunityId = crypto.randomUUID();
const opened = opportunityOpened({
  ...{ opportunityId, owner: 'ana', ...placeAt(0), amount: money(1000), expectedClose: '2025-12-31' },
  ...{ products: [], by, openedAt: at(0) },
});
const won = opportunityWon({ opportunityId, amount: money(1000), margin: '4.00', reason: 'service', by, wonAt: at(5) });
const marginAfter = (...told: readonly unknown[]) =>
  opportunityRowOf(
    told.map(
      (one, n) => ({ ...(one as object), opportunityId, at: Date.parse(at(n)), position: `00${n}` }) as OpportunityFact,
    ),
  )?.margin;

// GET /sales/opportunities/{id} answers the same (opportunity.unit.test.ts of sales).
it('the margin is that of how it is closed now: none once it is open again, or lost without one', () => {
  const [reopened, lost] = [factOf(opportunityId, ['reopen', 6, 1]), factOf(opportunityId, ['lose', 7, 1])];
  expect(marginAfter(opened, won)).toBe('4.00');
  expect(marginAfter(opened, won, reopened)).toBeUndefined();
  expect(marginAfter(opened, won, reopened, lost)).toBeUndefined();
});
