import { currency as currencySchema, noCurrency, type JsonObject } from '@touchstone/contracts';
import { idText } from './message';

const maxIdLength = 200;

/** Clear text is stored by databases that take no NUL and no half characters. */
const storable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');

/** An id of the emitter's as it may stand clear in the log, or undefined when it is none. */
export const clearId = (value: unknown): string | undefined => {
  const text = idText(value)?.trim();
  return text && text.length <= maxIdLength ? storable(text) : undefined;
};

export const orderIdOf = (properties: JsonObject | null | undefined): string | undefined =>
  clearId(properties?.['order_id'] ?? properties?.['orderId']);

export const productIdOf = (product: JsonObject): string | undefined =>
  clearId(product['product_id'] ?? product['productId'] ?? product['sku'] ?? product['id']);

export const currencyOf = (sent: unknown): string => {
  const code = typeof sent === 'string' ? sent.trim().toUpperCase() : '';
  return currencySchema.safeParse(code).success ? code : noCurrency;
};
