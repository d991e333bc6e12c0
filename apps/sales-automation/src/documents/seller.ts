import { z } from 'zod';

/** Who sells, as the head of a document shows it. */
export interface Seller {
  readonly name: string;
  /** A data URL of a PNG or JPEG. */
  readonly logo?: string | undefined;
}

/** What a process that makes documents reads from its environment. */
export const sellerVariables = {
  SELLER_NAME: z
    .string()
    .min(1)
    .max(200)
    .default('Touchstone')
    .describe('who sells, as the head of a proposal names it'),
  SELLER_LOGO: z
    .string()
    .regex(/^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+=*$/)
    .max(1_000_000)
    .optional()
    .describe('the logo on proposals as a data URL of a PNG or JPEG, such as data:image/png;base64,iVBO...'),
};
