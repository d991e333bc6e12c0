import { eventIdOf } from '@touchstone/contracts';
import { answerOf } from '../commands/command-handler';
import type { Run } from '../commands/run';
import type { CommandAnswer } from '../commands/once';
import { RuleBroken } from '../commands/rule-broken';
import type { CatalogueReader } from '../prices/catalogue-reader';
import { price, type PriceWish } from '../prices/price';
import { assertCustomer } from '../quotes/known-customer';
import { quotes } from '../quotes/quote';
import { orders } from './order';
import { acceptedOffer, placeOrder, type PlaceOrder } from './place-order';

export interface TakeOrder extends Pick<PlaceOrder, 'channel' | 'external' | 'owner' | 'recipient' | 'note'> {
  readonly quoteId?: string | undefined;
  /** What is ordered, where there is no quote. */
  readonly direct?: PriceWish | undefined;
}

/** What was agreed. */
const ofQuote = async (run: Run, quoteId: string): Promise<Partial<PlaceOrder> & Pick<PlaceOrder, 'priced'>> =>
  acceptedOffer((await run.read(quotes, quoteId)).state);

const withoutQuote = async (run: Run, catalogue: CatalogueReader, wish: PriceWish) => {
  await assertCustomer(run, wish.customer);
  return { priced: await price(catalogue, wish, run.circumstances.now) };
};

/** Takes an order in any contact, from an accepted quote or stating that there is none. */
export const takeOrder = async (
  run: Run,
  catalogue: CatalogueReader,
  { quoteId, direct, ...told }: TakeOrder,
): Promise<CommandAnswer> => {
  if ((quoteId === undefined) === (direct === undefined))
    throw new RuleBroken('quote-or-none', 'Name the quote, or state in `direct` that there is none.', '/quoteId', 422);
  // The id of an order of a quote derives from the quote: there can be one only.
  const salesOrderId = quoteId === undefined ? run.idOf('order') : eventIdOf(quoteId, 'order');
  const offer = quoteId === undefined ? await withoutQuote(run, catalogue, direct!) : await ofQuote(run, quoteId);
  const stated = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const command = { ...offer, ...stated, channel: told.channel, salesOrderId };
  return answerOf(await run.append(orders, salesOrderId, placeOrder(command), { creates: true }), 201);
};
