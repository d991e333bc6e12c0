import { productFold, type Product, type ProductEvent } from '@touchstone/pricing';
import type { StreamKind } from '../commands/stream-kind';

/** Nobody's record: managers and administrators change it, everybody in sales reads it. */
export const products: StreamKind<Product, ProductEvent> = {
  ...productFold,
  category: 'product',
  ownerOf: () => undefined,
  concerned: () => [],
};
