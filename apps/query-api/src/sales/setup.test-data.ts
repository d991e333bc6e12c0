import { salesCatalogue, salesOrganisation, salesTeams } from '@touchstone/read-models';

export const idOf = (n: number) => `0190f3c4-0000-7000-8000-0000000004${String(n).padStart(2, '0')}`;
const onDay = (day: string) => `2026-${day}T09:00:00Z`;

export type Row = Readonly<Record<string, unknown>>;

const product = (n: number, sku: string, more: Row = {}): Row => {
  const times = { introduced_at: onDay(`01-0${n}`), changed_at: onDay(`02-0${4 - n}`) };
  return { id: idOf(n), sku, status: 'offered', version: 1, ...times, ...more };
};
const specification = (n: number, version: number, name: string, tax = 'standard'): Row => {
  const said = { name: { de: `${name} DE`, en: name }, unit: 'piece', tax_class: tax, attributes: { power: '250 W' } };
  return { product_id: idOf(n), version, ...said, specified_at: onDay(`01-0${version}`), specified_by: 'cleo' };
};
/** A version of a list or of terms, in force from a day until another. */
const version = (n: number, code: string, of: number, from: string, more: Row = {}): Row => {
  const published = { published_at: onDay(`01-0${n % 10}`), published_by: 'cleo' };
  return { id: idOf(n), code, version: of, channels: [], from_at: onDay(from), to_at: null, ...published, ...more };
};
const inCurrency = (row: Row, currency = 'EUR', accounts: readonly string[] = []): Row => {
  const list = { currency, accounts, prices: 1, withdrawn_at: null };
  return { ...list, ...row };
};
const termsOf = (row: Row): Row => {
  const said = { payment_days: 30, valid_days: 14, discount_limit: '10', wording: { en: 'Ours until paid.' } };
  return { ...said, withdrawn_at: null, ...row };
};
const taxes = (n: number, jurisdiction: string, of: number, from: string): Row => {
  const rates = [{ taxClass: 'standard', rate: '19' }];
  const published = { published_at: onDay('01-01'), published_by: 'cleo' };
  return { id: idOf(n), jurisdiction, version: of, from_at: onDay(from), rates, ...published };
};
const reassigned = (n: number, more: Row): Row => {
  const standing = { status: 'completed', records: 2, done: 2, refused: [], completed_at: onDay('03-09') };
  return {
    id: idOf(n),
    to_person: 'ben',
    requested_by: 'cleo',
    requested_at: onDay(`03-0${n % 10}`),
    ...standing,
    ...more,
  };
};

/** A catalogue and an organisation, as the projections would store them. */
export const setupRows: readonly (readonly [schema: string, table: string, rows: readonly Row[]])[] = [
  [
    salesCatalogue.schema,
    'products',
    [product(1, 'P-250', { version: 2 }), product(2, 'p-30'), product(3, 'A-1', { status: 'discontinued' })],
  ],
  [
    salesCatalogue.schema,
    'product_specifications',
    [
      specification(1, 1, 'Pump'),
      specification(1, 2, 'Strong pump'),
      specification(2, 1, 'Hose', 'reduced'),
      specification(3, 1, 'Old pump'),
    ],
  ],
  [
    salesCatalogue.schema,
    'price_lists',
    [
      inCurrency(version(11, 'retail', 1, '01-01')),
      inCurrency(version(12, 'retail', 2, '06-01', { to_at: onDay('09-01') })),
      inCurrency(version(13, 'web', 1, '01-01', { channels: ['web'], withdrawn_at: onDay('03-01') })),
      inCurrency(version(14, 'retail', 1, '01-01'), 'GBP', ['a-1']),
    ],
  ],
  [
    salesCatalogue.schema,
    'listed_prices',
    [{ list_id: idOf(14), place: 0, product_id: idOf(1), minimum_quantity: '0', price: '19.99' }],
  ],
  [
    salesCatalogue.schema,
    'sales_terms',
    [
      termsOf(version(21, 'standard', 1, '01-01')),
      termsOf(version(22, 'standard', 2, '06-01')),
      termsOf(version(23, 'web', 1, '01-01', { channels: ['web'] })),
    ],
  ],
  [
    salesCatalogue.schema,
    'tax_tables',
    [
      taxes(31, 'DE', 1, '01-01'),
      taxes(32, 'DE', 2, '07-01'),
      taxes(33, 'DE', 3, '07-01'),
      taxes(34, 'GB', 1, '01-01'),
    ],
  ],
  [
    salesTeams.schema,
    'teams',
    [
      { team_id: idOf(41), code: 'north' },
      { team_id: idOf(42), code: 'south' },
    ],
  ],
  [
    salesTeams.schema,
    'team_memberships',
    [
      { team_id: idOf(41), person: 'cleo', from_day: '2026-01-01', until_day: null, leads: true },
      { team_id: idOf(41), person: 'ana', from_day: '2026-01-01', until_day: '2026-02-28', leads: false },
      { team_id: idOf(42), person: 'ana', from_day: '2026-03-01', until_day: null, leads: false },
    ],
  ],
  [
    salesOrganisation.schema,
    'territories',
    [
      { id: idOf(51), code: 'nordics', countries: ['DK', 'SE'], drawn_at: onDay('01-02') },
      { id: idOf(52), code: 'dach', countries: ['DE'], drawn_at: onDay('01-01') },
    ],
  ],
  [
    salesOrganisation.schema,
    'territory_holders',
    [
      { territory_id: idOf(51), from_day: '2026-01-01', person: 'ana' },
      { territory_id: idOf(51), from_day: '2026-07-01', person: 'ben' },
    ],
  ],
  [
    salesOrganisation.schema,
    'reassignments',
    [
      reassigned(61, { refused: [{ kind: 'lead', id: idOf(1), rule: 'lead-closed' }] }),
      reassigned(62, { status: 'running', done: 1, completed_at: null, to_person: 'ana', requested_by: 'key:admin' }),
    ],
  ],
];
