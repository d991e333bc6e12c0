import { addDecimals, minorUnits, priceListPublished, type PriceList } from '@touchstone/contracts';
import type { PriceBook, PriceListEvent } from '@touchstone/pricing';
import { assertPeriod } from '../commands/period';
import { isPublished, nextVersion } from '../commands/published';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';

export interface PublishPriceList {
  readonly currency: string;
  readonly list: Omit<PriceList, 'version'>;
}

const assertPrices = ({ prices }: PublishPriceList['list']): void => {
  const steps = new Set<string>();
  for (const [index, { productId, price, minimumQuantity }] of prices.entries()) {
    if (price.startsWith('-') || minimumQuantity.startsWith('-'))
      throw new RuleBroken('negative-amount', 'Prices and quantities are not negative.', `/prices/${index}`, 422);
    // 10 and 10.0 are one quantity.
    const step = `${productId} ${addDecimals(minimumQuantity, '0')}`;
    if (steps.has(step))
      throw new RuleBroken('price-named-twice', 'One quantity has one price.', `/prices/${index}`, 422);
    steps.add(step);
  }
};

/** A list, or the next version of one. */
export const publishPriceList =
  ({ currency, list }: PublishPriceList): Decide<PriceBook, PriceListEvent> =>
  ({ lists }, { now, by }) => {
    if (minorUnits(currency) === undefined)
      throw new RuleBroken('unknown-currency', `ISO 4217 lists no currency ${currency}.`, '/currency', 422);
    assertPeriod(list);
    assertPrices(list);
    const same = lists.filter(({ value }) => value.code === list.code);
    if (isPublished(same, list)) return [];
    const version = nextVersion(same);
    return [priceListPublished({ currency, list: { ...list, version }, by, publishedAt: now })];
  };
