import {
  addDecimals,
  currency as currencySchema,
  multiplyDecimals,
  noCurrency,
  roundDecimal,
  type Json,
  type JsonObject,
} from '@touchstone/contracts';
import { idText, objectOf, type Message } from './message';
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
}

const names = new Map<string, OrderFact>([
  ['order completed', 'completed'],
  ['order refunded', 'refunded'],
  ['order cancelled', 'cancelled'],
  ['order canceled', 'cancelled'],
]);
const maxIdLength = 200;

/** Clear text is stored by databases that take no NUL and no half characters. */
const storable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
const clearId = (value: unknown): string | undefined => {
  const text = idText(value)?.trim();
  return text && text.length <= maxIdLength ? storable(text) : undefined;
};

/** Which fact of an order a message states, or undefined: an order without a usable id is an ordinary interaction. */
export const orderFactOf = (message: Message): OrderFact | undefined => {
  if (message.type !== 'track') return undefined;
  const fact = names.get(message.event!.trim().toLowerCase());
  return fact && orderIdOf(message.properties) !== undefined ? fact : undefined;
};

const orderIdOf = (properties: JsonObject | null | undefined): string | undefined =>
  clearId(properties?.['order_id'] ?? properties?.['orderId']);

const lineOf = (product: Json): Line[] => {
  const sent = objectOf(product);
  if (!sent) return [];
  const productId = clearId(sent['product_id'] ?? sent['productId'] ?? sent['sku'] ?? sent['id']);
  const quantity = roundDecimal(sent['quantity']) ?? '1';
  return [{ ...(productId !== undefined && { productId }), quantity, price: roundDecimal(sent['price']) ?? '0' }];
};

const sumOf = (lines: readonly Line[]): string =>
  lines.reduce((sum, { quantity, price }) => addDecimals(sum, multiplyDecimals(quantity, price)), '0');

const currencyOf = (sent: unknown): string => {
  const code = typeof sent === 'string' ? sent.trim().toUpperCase() : '';
  return currencySchema.safeParse(code).success ? code : noCurrency;
};

/**
 * The order: `revenue`, else `total`, else the sum of price times quantity of `products` (the absolute value for a refund),
 * rounded to 12 decimals. Without `currency` it is XXX; without `order_source` the source numbers its own orders.
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
  };
};
