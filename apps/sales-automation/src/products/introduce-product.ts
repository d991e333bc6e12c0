import { productIntroduced, type ProductSpecification } from '@touchstone/contracts';
import type { Product, ProductEvent } from '@touchstone/pricing';
import type { Decide } from '../commands/stream-kind';

export type Specification = Omit<ProductSpecification, 'version'>;

export interface IntroduceProduct {
  readonly productId: string;
  readonly sku: string;
  readonly specification: Specification;
}

export const introduceProduct =
  ({ specification, ...facts }: IntroduceProduct): Decide<Product, ProductEvent> =>
  (state, { now, by }) =>
    state.status === 'unknown'
      ? [productIntroduced({ ...facts, specification: { ...specification, version: 1 }, by, introducedAt: now })]
      : [];
