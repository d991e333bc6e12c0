import { canonicalJson, productSpecified } from '@touchstone/contracts';
import type { Product, ProductEvent } from '@touchstone/pricing';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Specification } from './introduce-product';

/** Throws RuleBroken for what is sold no longer. */
export const offered = (state: Product): Extract<Product, { status: 'offered' }> => {
  if (state.status === 'offered') return state;
  throw new RuleBroken('product-discontinued', 'The product is sold no longer.', '/status');
};

/** A new version of its specification; quotes that were made before keep theirs. */
export const specifyProduct =
  (specification: Specification): Decide<Product, ProductEvent> =>
  (state, { now, by }) => {
    const { productId, specifications } = offered(state);
    const { version: latest = 0, ...known } = specifications.at(-1)?.specification ?? {};
    if (canonicalJson(known) === canonicalJson(specification)) return [];
    const next = { ...specification, version: latest + 1 };
    return [productSpecified({ productId, specification: next, by, specifiedAt: now })];
  };
