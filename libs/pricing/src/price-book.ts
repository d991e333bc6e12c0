import { priceListPublished, priceListWithdrawn, type EventOf, type PriceList } from '@touchstone/contracts';
import Big from 'big.js';
import { inForce, mostParticularFirst, withdraw, type Published } from './in-force';

export type PriceListEvent = EventOf<typeof priceListPublished> | EventOf<typeof priceListWithdrawn>;

/** Every version of every price list of one currency. */
export interface PriceBook {
  /** Undefined until something was published. */
  readonly currency?: string;
  readonly lists: readonly Published<PriceList>[];
}

export const priceBookFold = {
  initial: { lists: [] } as PriceBook,
  evolve: ({ lists }: PriceBook, { type, data }: PriceListEvent): PriceBook => {
    const { currency } = data;
    switch (type) {
      case 'sales.price_list.published':
        return { currency, lists: [...lists, { value: data.list, publishedAt: data.publishedAt }] };
      case 'sales.price_list.withdrawn':
        return { currency, lists: withdraw(lists, data.code, data.withdrawnAt) };
    }
  },
};

export interface Buyer {
  readonly account?: string | undefined;
  readonly channel: PriceList['channels'][number];
  readonly currency: string;
}

/** The lists that hold for a buyer at a moment, the one that goes first at the front: the account's own, the channel's, then the general ones. */
export const listsFor = (book: PriceBook, { account, channel, currency }: Buyer, at: string): PriceList[] =>
  inForce(book.currency === currency ? book.lists : [], at)
    .filter(({ accounts }) => accounts.length === 0 || (account !== undefined && accounts.includes(account)))
    .filter(({ channels }) => channels.length === 0 || channels.includes(channel))
    .sort(
      mostParticularFirst(({ accounts, channels }) => (accounts.length > 0 ? 2 : 0) + (channels.length > 0 ? 1 : 0)),
    );

export interface FoundPrice {
  readonly price: string;
  readonly priceList: { readonly code: string; readonly version: number };
}

/** The price of the first list that has one for the quantity; of several, that with the largest minimum. */
export const priceOf = (lists: readonly PriceList[], productId: string, quantity: string): FoundPrice | undefined => {
  for (const { code, version, prices } of lists) {
    const [best] = prices
      .filter((one) => one.productId === productId && new Big(one.minimumQuantity).lte(quantity))
      .sort((a, b) => new Big(b.minimumQuantity).cmp(a.minimumQuantity));
    if (best) return { price: best.price, priceList: { code, version } };
  }
  return undefined;
};

/** True when a list had a price for the product and is over by `at`. */
export const hadPrice = ({ lists }: PriceBook, productId: string, at: string): boolean =>
  lists.some(
    ({ value: { to, prices }, withdrawnAt }) =>
      prices.some((one) => one.productId === productId) &&
      [to, withdrawnAt].some((end) => end !== undefined && Date.parse(end) <= Date.parse(at)),
  );
