import { eventIdOf } from '@touchstone/contracts';
import { assertChangeable } from '../commands/append-decision';
import { answerOf } from '../commands/command-handler';
import type { Run } from '../commands/run';
import type { CommandAnswer } from '../commands/once';
import { RuleBroken } from '../commands/rule-broken';
import type { CatalogueReader } from '../prices/catalogue-reader';
import { price, type PriceWish } from '../prices/price';
import { assertCustomer } from '../quotes/known-customer';
import { quotes } from '../quotes/quote';
import { orders } from './order';
import { reserve } from './order-number';
import { acceptedOffer, placeOrder, type PlaceOrder } from './place-order';

export interface TakeOrder extends Pick<PlaceOrder, 'channel' | 'external' | 'owner' | 'recipient' | 'note'> {
  readonly quoteId?: string | undefined;
  /** What is ordered, where there is no quote. */
  readonly direct?: PriceWish | undefined;
}

type Offer = Partial<PlaceOrder> & Pick<PlaceOrder, 'priced'>;

/** What was agreed. */
const ofQuote = async (run: Run, quoteId: string): Promise<Offer> => {
  const { state, version, erased } = await run.read(quotes, quoteId);
  const offer = acceptedOffer(state);
  assertChangeable(erased, version, undefined);
  await assertCustomer(run, offer.priced.customer);
  return offer;
};

const withoutQuote = async (run: Run, catalogue: CatalogueReader, wish: PriceWish): Promise<Offer> => {
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
  const take = async () => {
    const offer = quoteId === undefined ? await withoutQuote(run, catalogue, direct!) : await ofQuote(run, quoteId);
    const stated = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    const command = { ...offer, ...stated, channel: told.channel, salesOrderId };
    const place = placeOrder(command);
    if (told.external) {
      // A refusal leaves no number behind.
      place(await run.peek(orders, salesOrderId), run.circumstances);
      await reserve(run, told.external, salesOrderId);
    }
    return run.append(orders, salesOrderId, place, { creates: true });
  };
  return answerOf(await run.unlessDone(orders, salesOrderId, take), 201);
};
