import {
  productDiscontinued,
  productIntroduced,
  productSpecified,
  type EventOf,
  type ProductSpecification,
} from '@touchstone/contracts';

export type ProductEvent =
  EventOf<typeof productIntroduced> | EventOf<typeof productSpecified> | EventOf<typeof productDiscontinued>;

interface Versions {
  readonly productId: string;
  readonly sku: string;
  readonly specifications: readonly { readonly specification: ProductSpecification; readonly at: string }[];
}
export type Product =
  | { readonly status: 'unknown' }
  | (Versions & { readonly status: 'offered' })
  | (Versions & { readonly status: 'discontinued'; readonly discontinuedAt: string });

export const productFold = {
  initial: { status: 'unknown' } as Product,
  evolve: (state: Product, { type, data }: ProductEvent): Product => {
    switch (type) {
      case 'sales.product.introduced': {
        const { productId, sku, specification, introducedAt: at } = data;
        return { status: 'offered', productId, sku, specifications: [{ specification, at }] };
      }
      case 'sales.product.specified': {
        if (state.status === 'unknown') return state;
        const added = { specification: data.specification, at: data.specifiedAt };
        return { ...state, specifications: [...state.specifications, added] };
      }
      case 'sales.product.discontinued':
        return state.status === 'unknown'
          ? state
          : { ...state, status: 'discontinued', discontinuedAt: data.discontinuedAt };
    }
  },
};
