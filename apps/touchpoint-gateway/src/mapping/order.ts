import { addDecimals, multiplyDecimals, roundDecimal, type Json, type Meaning } from '@touchstone/contracts';
import { clearId, currencyOf, orderIdOf, productIdOf } from './clear';
import { objectOf, type Message } from './message';
import { recognise } from './recognise';
import { Refusal } from './refusal';

export type OrderFact = 'completed' | 'refunded' | 'cancelled';

export interface Line {
  readonly productId?: string;
  readonly quantity: string;
  readonly price: string;
}

/** The fields of an order event that stay clear in the log. */
export interface Order {
  readonly orderSource: string;
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  readonly lines: readonly Line[];
  /** Of a refund that states neither an amount nor products. */
  readonly whole?: true;
}

const facts: Partial<Record<Meaning, OrderFact>> = {
  order_completed: 'completed',
  order_refunded: 'refunded',
  order_cancelled: 'cancelled',
};

/** Which fact of an order a message states, or undefined: an order without a usable id is an interaction. */
export const orderFactOf = (message: Message, meaning = recognise(message)?.meaning): OrderFact | undefined => {
  const fact = meaning && facts[meaning];
  return fact && orderIdOf(message.properties) !== undefined ? fact : undefined;
};

const lineOf = (product: Json): Line[] => {
  const sent = objectOf(product);
  if (!sent) return [];
  const productId = productIdOf(sent);
  const quantity = roundDecimal(sent['quantity']) ?? '1';
  return [{ ...(productId !== undefined && { productId }), quantity, price: roundDecimal(sent['price']) ?? '0' }];
};

const sumOf = (lines: readonly Line[]): string =>
  lines.reduce((sum, { quantity, price }) => addDecimals(sum, multiplyDecimals(quantity, price)), '0');

/**
 * The order: `revenue`, else `total`, else the sum of price times quantity of `products` (the absolute value for a refund),
 * rounded to 12 decimals. Without `currency` it is XXX; without `order_source` the source numbers its own orders. A refund
 * that states neither an amount nor products is one of the whole order, whose amount the order knows.
 */
export const orderOf = (message: Message, fact: OrderFact, sourceId: string): Order | Refusal => {
  const properties = message.properties ?? {};
  const products = properties['products'];
  const lines = Array.isArray(products) ? products.flatMap(lineOf) : [];
  const stated = properties['revenue'] ?? properties['total'] ?? undefined;
  const amount = roundDecimal(stated === undefined ? sumOf(lines) : stated);
  if (amount === undefined)
    return new Refusal(
      'invalid-field',
      'The amount of an order (properties.revenue, else properties.total) must be a decimal number below 10^20.',
    );
  return {
    orderSource: clearId(properties['order_source']) ?? sourceId,
    orderId: orderIdOf(properties)!,
    amount: fact === 'refunded' ? amount.replace('-', '') : amount,
    currency: currencyOf(properties['currency']),
    lines,
    ...(fact === 'refunded' && stated === undefined && lines.length === 0 && { whole: true }),
  };
};
