import { addDecimals, multiplyDecimals, roundDecimal, type Json, type JsonObject } from '@touchstone/contracts';
import { clearId, currencyOf, orderIdOf, productIdOf } from './clear';
import { objectOf, type Message } from './message';
import type { Part, Reserved } from './recognise';

interface Product {
  readonly productId?: string;
  readonly quantity?: string;
  readonly price?: string;
}

/** Without the members that are undefined; undefined when none is left. */
const given = <T extends object>(fields: T): Partial<T> | undefined => {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return known.length > 0 ? (Object.fromEntries(known) as Partial<T>) : undefined;
};

const productOf = (sent: JsonObject | undefined): Product[] => {
  const product =
    sent &&
    given({
      productId: productIdOf(sent),
      quantity: roundDecimal(sent['quantity']),
      price: roundDecimal(sent['price']),
    });
  return product ? [product as Product] : [];
};

/** Those of the list; an event about one product states it among its properties. */
const productsOf = (properties: JsonObject): Product[] => {
  const list = properties['products'];
  return Array.isArray(list) ? list.flatMap((one: Json) => productOf(objectOf(one))) : productOf(properties);
};

/** `revenue`, else `total`, else `value`, else price times quantity of what has a price. Nothing where none can be read. */
const moneyOf = (properties: JsonObject): { amount: string; currency: string } | undefined => {
  const stated = properties['revenue'] ?? properties['total'] ?? properties['value'] ?? undefined;
  const priced = productsOf(properties).filter(({ price }) => price !== undefined);
  const sum = (): string =>
    priced.reduce((all, { price, quantity }) => addDecimals(all, multiplyDecimals(price!, quantity ?? '1')), '0');
  const amount = stated !== undefined ? roundDecimal(stated) : priced.length > 0 ? roundDecimal(sum()) : undefined;
  return amount === undefined ? undefined : { amount, currency: currencyOf(properties['currency']) };
};

type Fields = Readonly<Record<string, unknown>>;

const parts: Readonly<Record<Part, (properties: JsonObject, sourceId: string) => Fields | undefined>> = {
  money: moneyOf,
  products: (properties) => {
    const products = productsOf(properties);
    return products.length > 0 ? { products } : undefined;
  },
  order: (properties, sourceId) => {
    const orderId = orderIdOf(properties);
    return orderId === undefined
      ? undefined
      : { orderSource: clearId(properties['order_source']) ?? sourceId, orderId };
  },
  mailing: (sent) => {
    const mailing = given({
      emailId: clearId(sent['email_id'] ?? sent['emailId']),
      campaignId: clearId(sent['campaign_id'] ?? sent['campaignId']),
      linkId: clearId(sent['link_id'] ?? sent['linkId']),
      listId: clearId(sent['list_id'] ?? sent['listId']),
    });
    return mailing && { mailing };
  },
  conversation: (sent) => {
    const conversation = given({
      id: clearId(sent['conversation_id'] ?? sent['conversationId']),
      messageId: clearId(sent['message_id'] ?? sent['messageId']),
      agentId: clearId(sent['agent_id'] ?? sent['agentId']),
    });
    return conversation && { conversation };
  },
};

/** What an interaction carries because its name is recognised. What cannot be read is left out: its properties are kept as sent. */
export const recognisedFields = (message: Message, { meaning, carries }: Reserved, sourceId: string): Fields => {
  const properties = message.properties ?? {};
  return Object.assign({ meaning }, ...carries.map((part) => parts[part](properties, sourceId))) as Fields;
};
