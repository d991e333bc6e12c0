import { addDecimals, compareDecimals, salesOrderReturned, type SalesOrderEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { KnownOrder, Order } from './order';
import { standingOrder } from './rules';

export interface ReturnGoods {
  readonly returnId: string;
  readonly lines: readonly { readonly number: number; readonly quantity: string }[];
  readonly note?: string | undefined;
}

const assertSold = ({ lines: sold, returned }: KnownOrder, lines: ReturnGoods['lines']): void => {
  const back: { number: number; quantity: string }[] = [...returned];
  for (const [index, line] of lines.entries()) {
    const field = `/lines/${index}`;
    const of = sold.find(({ number }) => number === line.number);
    if (!of) throw new RuleBroken('unknown-line', `The order has no line ${line.number}.`, `${field}/number`, 422);
    if (compareDecimals(line.quantity, '0') <= 0)
      throw new RuleBroken('quantity-not-positive', 'A quantity is more than nothing.', `${field}/quantity`, 422);
    back.push(line);
    const total = back
      .filter(({ number }) => number === line.number)
      .reduce((sum, { quantity }) => addDecimals(sum, quantity), '0');
    if (compareDecimals(total, of.quantity) > 0)
      throw new RuleBroken(
        'more-than-sold',
        `Only ${of.quantity} of line ${line.number} were sold.`,
        `${field}/quantity`,
      );
  }
};

export const returnGoods =
  ({ lines, ...wish }: ReturnGoods): Decide<Order, SalesOrderEvent> =>
  (state, { now, by }) => {
    const order = standingOrder(state);
    assertSold(order, lines);
    const { salesOrderId, reference } = order;
    return [salesOrderReturned({ ...wish, lines: [...lines], salesOrderId, ...reference, by, returnedAt: now })];
  };
