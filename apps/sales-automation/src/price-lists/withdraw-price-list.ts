import { priceListWithdrawn } from '@touchstone/contracts';
import type { PriceBook, PriceListEvent } from '@touchstone/pricing';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';

export const withdrawPriceList =
  (code: string): Decide<PriceBook, PriceListEvent> =>
  ({ currency, lists }, { now, by }) => {
    const versions = lists.filter(({ value }) => value.code === code);
    if (currency === undefined || versions.length === 0)
      throw new RuleBroken('unknown-price-list', 'There is no price list of this code.', '/code');
    if (versions.every(({ withdrawnAt }) => withdrawnAt !== undefined)) return [];
    return [priceListWithdrawn({ currency, code, by, withdrawnAt: now })];
  };
