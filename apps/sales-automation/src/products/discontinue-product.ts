import { productDiscontinued } from '@touchstone/contracts';
import type { Product, ProductEvent } from '@touchstone/pricing';
import type { Decide } from '../commands/stream-kind';

export const discontinueProduct: Decide<Product, ProductEvent> = (state, { now, by }) =>
  state.status === 'offered' ? [productDiscontinued({ productId: state.productId, by, discontinuedAt: now })] : [];
