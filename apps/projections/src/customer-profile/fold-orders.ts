import type { Fact } from '../facts/fact';
import { addChange, evolveOrder, newOrder, orderKey, ordersOf, type Order, type Total } from './order-book';

/** An order belongs to one slot, by its number. */
export const slotKeyOfOrder = (key: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

export interface OrderFact {
  readonly key: string;
  readonly source: string;
  readonly id: string;
  readonly fact: Fact;
}

export const orderFacts = (facts: readonly Fact[], owns: (key: string) => boolean): OrderFact[] =>
  facts.flatMap((fact) =>
    ordersOf(fact).flatMap((order) => {
      const key = orderKey(order.source, order.id);
      return owns(slotKeyOfOrder(key)) ? [{ key, ...order, fact }] : [];
    }),
  );

export interface FoldedOrders {
  readonly orders: Order[];
  /** `<payer>/<currency>` -> what to add. */
  readonly changes: ReadonlyMap<string, Total>;
}

export const foldOrders = (reported: readonly OrderFact[], known: ReadonlyMap<string, Order>): FoldedOrders => {
  const after = new Map<string, Order>();
  for (const { key, source, id, fact } of reported)
    after.set(key, evolveOrder(after.get(key) ?? known.get(key) ?? newOrder(source, id), fact));
  const changes = new Map<string, Total>();
  for (const [key, order] of after) addChange(changes, known.get(key), order);
  return { orders: [...after.values()], changes };
};
