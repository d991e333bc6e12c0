import type { AnalystView, ReadSchemas, ViewColumn } from './view';

const products = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'products',
  comment: 'One row per product as it stands (read model sales-catalogue). A product is found by its sku.',
  columns: [
    ['product_id', 's.id', 'uuid', 'Id of the product.'],
    ['sku', 's.sku', 'text', 'Article number.'],
    ['status', 's.status', 'text', 'offered or discontinued.'],
    ['specification', 's.version', 'int', 'The latest version of its specification.'],
    ['name', 'p.name', 'jsonb', 'JSON: what documents call it, by language.'],
    ['unit', 'p.unit', 'text', 'What one is, such as piece.'],
    ['tax_class', 'p.tax_class', 'text', 'Which rate of a tax table applies.'],
    ['attributes', 'p.attributes', 'jsonb', 'JSON: whatever else specifies it.'],
    ['introduced_at', 's.introduced_at', 'timestamptz', 'When it was introduced.'],
    ['specified_at', 'p.specified_at', 'timestamptz', 'When the latest version was specified.'],
    ['discontinued_at', 's.discontinued_at', 'timestamptz', 'Since when it is sold no longer.'],
    ['changed_at', 's.changed_at', 'timestamptz', 'When the latest fact about it happened.'],
  ],
  from: `${catalogue}.products s JOIN ${catalogue}.product_specifications p ON p.product_id = s.id AND p.version = s.version`,
});

const specifications = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'product_specifications',
  comment: 'One row per version of the specification of each product: lines of quotes and orders name the version.',
  columns: [
    ['product_id', 'p.product_id', 'uuid', 'The product.'],
    ['sku', 's.sku', 'text', 'Its article number.'],
    ['version', 'p.version', 'int', '1, 2, 3 ... of this product.'],
    ['name', 'p.name', 'jsonb', 'JSON: what documents call it, by language.'],
    ['unit', 'p.unit', 'text', 'What one is, such as piece.'],
    ['tax_class', 'p.tax_class', 'text', 'Which rate of a tax table applies.'],
    ['attributes', 'p.attributes', 'jsonb', 'JSON: whatever else specifies it.'],
    ['specified_at', 'p.specified_at', 'timestamptz', 'When it was specified.'],
    ['specified_by', 'p.specified_by', 'text', 'Who did it.'],
  ],
  from: `${catalogue}.product_specifications p JOIN ${catalogue}.products s ON s.id = p.product_id`,
});

const channels: ViewColumn = ['channels', 's.channels', 'text[]', 'Where it applies; empty: everywhere.'];
const from: ViewColumn = ['from_at', 's.from_at', 'timestamptz', 'In force from this moment on,'];
const until: ViewColumn = ['to_at', 's.to_at', 'timestamptz', 'and before this one; null: open.'];
const published: readonly ViewColumn[] = [
  ['published_at', 's.published_at', 'timestamptz', 'When it was published.'],
  ['published_by', 's.published_by', 'text', 'Who did it.'],
];
const withdrawn: ViewColumn = ['withdrawn_at', 's.withdrawn_at', 'timestamptz', 'Since when it applies no longer.'];

const priceLists = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'price_lists',
  comment: 'One row per version of each price list. Of the versions in force the latest of each code holds.',
  columns: [
    ['price_list_id', 's.id', 'uuid', 'Of this version: the event that published it.'],
    ['currency', 's.currency', 'text', 'ISO 4217, of every price.'],
    ['code', 's.code', 'text', 'Names the list through its versions.'],
    ['version', 's.version', 'int', '1, 2, 3 ... of this code and currency.'],
    channels,
    ['accounts', 's.accounts', 'text[]', 'Accounts that it is for; empty: everybody.'],
    from,
    until,
    ['prices', 's.prices', 'int', 'How many prices it has.'],
    ...published,
    withdrawn,
  ],
  from: `${catalogue}.price_lists s`,
});

const prices = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'listed_prices',
  comment: 'One row per price of each version of each price list.',
  columns: [
    ['price_list_id', 'p.list_id', 'uuid', 'The version of the list.'],
    ['code', 's.code', 'text', 'Its code.'],
    ['version', 's.version', 'int', 'Its version.'],
    ['product_id', 'p.product_id', 'uuid', 'The product.'],
    ['sku', 'a.sku', 'text', 'Its article number.'],
    ['minimum_quantity', 'p.minimum_quantity', 'numeric', 'From this quantity on.'],
    ['price', 'p.price', 'numeric', 'Of one, before discount and tax.'],
    ['currency', 's.currency', 'text', 'ISO 4217.'],
  ],
  from: `${catalogue}.listed_prices p JOIN ${catalogue}.price_lists s ON s.id = p.list_id
    LEFT JOIN ${catalogue}.products a ON a.id = p.product_id`,
});

const terms = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'sales_terms',
  comment: 'One row per version of the terms of sale. Of the versions in force the latest of each code holds.',
  columns: [
    ['terms_id', 's.id', 'uuid', 'Of this version: the event that published it.'],
    ['code', 's.code', 'text', 'Names the terms through their versions.'],
    ['version', 's.version', 'int', '1, 2, 3 ... of this code.'],
    channels,
    from,
    until,
    ['payment_days', 's.payment_days', 'int', 'Days from the invoice to payment.'],
    ['valid_days', 's.valid_days', 'int', 'How many days a quote can be accepted.'],
    ['discount_limit', 's.discount_limit', 'numeric', 'Percent; beyond it a second person approves.'],
    ['wording', 's.wording', 'jsonb', 'JSON: what the customer agrees to, by language.'],
    ...published,
    withdrawn,
  ],
  from: `${catalogue}.sales_terms s`,
});

const taxRates = ({ catalogue }: ReadSchemas): AnalystView => ({
  name: 'tax_rates',
  comment:
    'One row per tax class of each version of each tax table. At a moment the table holds whose time came last; of two from the same moment on, the later version.',
  columns: [
    ['tax_table_id', 's.id', 'uuid', 'The version of the table: the event that published it.'],
    ['jurisdiction', 's.jurisdiction', 'text', 'ISO 3166, such as DE.'],
    ['version', 's.version', 'int', '1, 2, 3 ... of this jurisdiction.'],
    ['tax_class', `r->>'taxClass'`, 'text', 'As specifications of products name it.'],
    ['rate', `(r->>'rate')::numeric`, 'numeric', 'Percent of the net amount.'],
    from,
    ...published,
  ],
  from: `${catalogue}.tax_tables s CROSS JOIN LATERAL jsonb_array_elements(s.rates) r`,
});

/** Products, prices, terms and taxes. */
export const catalogueViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [products, specifications, priceLists, prices, terms, taxRates].map((view) => view(schemas));
