import type { PricedQuote } from '@touchstone/contracts';

export const quoteId = '0190f3c4-0000-7000-8000-000000000201';
export const productId = '0190f3c4-0000-7000-8000-000000000202';

/** Three pumps for 56.97 EUR before tax. */
export const priced: PricedQuote = {
  at: '2026-03-01T09:00:00.000Z',
  customer: { contact: 'c-1', account: 'a-1' },
  channel: 'phone',
  currency: 'EUR',
  jurisdiction: 'DE',
  lines: [
    {
      number: 1,
      productId,
      sku: 'P-250',
      specification: 1,
      name: { en: 'Pump', de: 'Pumpe', fr: 'Pompe' },
      unit: 'piece',
      quantity: '3',
      priceList: { code: 'retail', version: 1 },
      unitPrice: '19.99',
      list: '59.97',
      discount: '3.00',
      net: '56.97',
      taxClass: 'standard',
      taxRate: '19',
    },
  ],
  terms: { code: 'standard', version: 1 },
  taxTable: 1,
  taxes: [{ rate: '19', net: '56.97', tax: '10.82' }],
  list: '59.97',
  discount: '3.00',
  net: '56.97',
  tax: '10.82',
  gross: '67.79',
  discountLimit: '10',
  approvalNeeded: false,
  validUntil: '2026-03-15T09:00:00.000Z',
};
