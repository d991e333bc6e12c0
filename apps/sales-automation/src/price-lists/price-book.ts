import { priceBookFold, type PriceBook, type PriceListEvent } from '@touchstone/pricing';
import type { StreamKind } from '../commands/stream-kind';

/** The price lists of one currency. */
export const priceBooks: StreamKind<PriceBook, PriceListEvent> = {
  ...priceBookFold,
  category: 'price_list',
  ownerOf: () => undefined,
  concerned: () => [],
};
