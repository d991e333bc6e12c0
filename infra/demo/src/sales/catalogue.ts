import type { Command } from './touchstone';

/** What the play sells; made once, however many plays there are. */
export interface Catalogue {
  readonly pump: string;
  readonly service: string;
  readonly pipelineId: string;
  readonly rateTable: string;
}

/** EUR for one. */
export const prices = { pump: 1_200, service: 90 } as const;
export const jurisdictions = ['DE', 'DK', 'GB'] as const;

const from = '2026-01-01T00:00:00.000Z';
const standardRates = { DE: '19', DK: '25', GB: '20' } as const;
const products = {
  pump: { sku: 'DEMO-P-250', name: { en: 'Pump 250', de: 'Pumpe 250' }, unit: 'piece' },
  service: { sku: 'DEMO-S-1', name: { en: 'Service visit', de: 'Wartung' }, unit: 'visit' },
} as const;
const stages = [
  { stage: 'qualified', name: 'Qualified', probability: '0.1' },
  { stage: 'proposal', name: 'Proposal', probability: '0.5' },
  { stage: 'negotiation', name: 'Negotiation', probability: '0.8' },
];

const sell = async (admin: Command): Promise<Pick<Catalogue, 'pump' | 'service'>> => {
  const introduce = async (which: keyof typeof products): Promise<string> => {
    const { sku, ...named } = products[which];
    const specification = { ...named, taxClass: 'standard', attributes: {} };
    return (await admin('products', { sku, specification }, `demo product ${sku}`)).id;
  };
  const [pump, service] = [await introduce('pump'), await introduce('service')];
  const listed = [
    { productId: pump, price: String(prices.pump) },
    { productId: pump, price: '1100', minimumQuantity: '10' },
    { productId: service, price: String(prices.service) },
  ];
  await admin('price-lists', { currency: 'EUR', code: 'demo', from, prices: listed }, 'demo prices');
  return { pump, service };
};

export const makeCatalogue = async (admin: Command): Promise<Catalogue> => {
  const sold = await sell(admin);
  const days = { paymentDays: 30, validDays: 30, discountLimit: '10' };
  const text = { en: 'Payable within 30 days.', de: 'Zahlbar binnen 30 Tagen.' };
  await admin('terms', { code: 'demo', from, ...days, text }, 'demo terms');
  for (const jurisdiction of jurisdictions) {
    const rates = [{ taxClass: 'standard', rate: standardRates[jurisdiction] }];
    await admin('tax-tables', { jurisdiction, from, rates }, `demo taxes ${jurisdiction}`);
  }
  const { id: pipelineId } = await admin('pipelines', { name: 'New business', stages }, 'demo pipeline');
  const { id: rateTable } = await admin('rates', { name: 'Demo', base: 'EUR' }, 'demo rates');
  const rates = [{ currency: 'GBP', rate: '1.16' }];
  await admin(`rates/${rateTable}/set`, { from: from.slice(0, 10), rates }, 'demo rates of the year');
  return { ...sold, pipelineId, rateTable };
};
