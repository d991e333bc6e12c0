import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../events/define-event';
import { localised } from './localised';
import { actor, instant } from './values';

export const taxClass = z
  .string()
  .regex(/^[a-z_]{1,40}$/)
  .meta({ title: 'tax class' });

export const productSpecification = z.object({
  version: z.int().min(1).describe('1, 2, 3 ... of this product.'),
  name: localised.describe('What documents call it, in each language.'),
  unit: z.string().max(20).describe('What one is: `piece`, `hour`, `kg`.'),
  taxClass: taxClass.describe('Which rate of a tax table applies: `standard`, `reduced`.'),
  attributes: z.record(z.string().max(100), z.string().max(1000)).describe('Whatever else specifies it.'),
});
export type ProductSpecification = z.output<typeof productSpecification>;

const specified = {
  productId: z.uuid(),
  specification: productSpecification.describe('Whole; the versions before stay what they are.'),
  by: actor,
};

/** Streams `product-<id>` of the sales store; never relayed, because they concern no customer. */
export const productIntroduced = defineEvent(
  'sales.product.introduced',
  1,
  z
    .object({
      ...specified,
      sku: z.string().min(1).max(200).describe('Our article number.'),
      introducedAt: instant,
    })
    .describe('A product that can be sold from now on.'),
  { participants: [] },
);
export const productSpecified = defineEvent(
  'sales.product.specified',
  1,
  z
    .object({ ...specified, specifiedAt: instant })
    .describe('A new version of the specification: quotes from now on pin it, those before keep theirs.'),
  { participants: [] },
);
export const productDiscontinued = defineEvent(
  'sales.product.discontinued',
  1,
  z.object({ productId: z.uuid(), by: actor, discontinuedAt: instant }).describe('Quoted and ordered no longer.'),
  { participants: [] },
);

export const productEvents = [
  productIntroduced,
  productSpecified,
  productDiscontinued,
] as unknown as readonly EventDefinition[];
