import { z } from 'zod';
import { currency, decimal } from '../money';
import { localised } from './localised';
import { salesChannel } from './price-list';
import { taxClass } from './product';
import { jurisdiction } from './tax-table';
import { instant, recordId, salesCode } from './values';

const pin = z.object({ code: salesCode, version: z.int().min(1) });

/** Whom a quote or an order is for; at least one of both. Ids of sales streams, clear in the log. */
export const salesCustomer = z.object({
  contact: recordId.optional(),
  account: recordId.optional(),
});
export type SalesCustomer = z.output<typeof salesCustomer>;

export const pricedLine = z.object({
  number: z.int().min(1).describe('1, 2, 3 ... in the order of the request.'),
  productId: z.uuid(),
  sku: z.string(),
  specification: z.int().min(1).describe('The version of the specification that is quoted.'),
  name: localised,
  unit: z.string(),
  quantity: decimal,
  priceList: pin.describe('The version of the list that the price is from.'),
  unitPrice: decimal,
  list: decimal.describe('Quantity times price, rounded to the minor unit of the currency.'),
  discount: decimal.describe('Rounded.'),
  net: decimal.describe('`list` less `discount`.'),
  taxClass,
  taxRate: decimal.describe('Percent.'),
});

/** What pricing answers: the same for the same customer, products, channel and moment, byte for byte as canonical JSON. */
export const pricedQuote = z.object({
  at: instant.describe('The moment that prices, specifications, terms and rates are of.'),
  customer: salesCustomer,
  channel: salesChannel,
  currency: currency.describe('Of every amount.'),
  jurisdiction: jurisdiction.describe('Whose taxes apply.'),
  lines: z.array(pricedLine).min(1).max(500),
  terms: pin,
  taxTable: z.int().min(1).describe('Version of the table of tax rates.'),
  taxes: z
    .array(z.object({ rate: decimal, net: decimal, tax: decimal }))
    .describe('Of each rate: the sum of the lines, and its tax, rounded once (EN 16931, BR-CO-17).'),
  list: decimal,
  discount: decimal,
  net: decimal.describe('Sum of the lines.'),
  tax: decimal,
  gross: decimal.describe('`net` and `tax`.'),
  discountLimit: decimal.describe('Percent of `list`, from the terms.'),
  approvalNeeded: z.boolean().describe('`discount` goes beyond the limit.'),
  validUntil: instant.describe('Can be accepted before this moment.'),
});
export type PricedLine = z.output<typeof pricedLine>;
export type PricedQuote = z.output<typeof pricedQuote>;
