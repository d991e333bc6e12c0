import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import {
  byText,
  byTime,
  equals,
  holds,
  incompleteOf,
  listRecords,
  type Comparison,
  type RecordItem,
  type RecordKey,
} from '../sales-facts/list-records';

export const productSorts = ['sku', 'introducedAt', 'changedAt'] as const;
export const publicationSorts = ['code', 'from', 'publishedAt'] as const;
export const taxTableSorts = ['jurisdiction', 'from', 'publishedAt'] as const;

interface Sorted<Sort extends string> {
  readonly sort: Sort;
  readonly descending: boolean;
}
export interface ProductQuestion extends Sorted<(typeof productSorts)[number]> {
  readonly sku?: string | undefined;
  readonly status?: string | undefined;
  readonly taxClass?: string | undefined;
  /** Part of its name in any language. */
  readonly q?: string | undefined;
}
interface PublicationQuestion extends Sorted<(typeof publicationSorts)[number]> {
  readonly code?: string | undefined;
  readonly channel?: string | undefined;
  /** ISO 8601: what holds at this moment. */
  readonly on?: string | undefined;
}
export type TermsQuestion = PublicationQuestion;
export interface PriceListQuestion extends PublicationQuestion {
  readonly currency?: string | undefined;
  readonly account?: string | undefined;
  readonly product?: string | undefined;
}
export interface TaxTableQuestion extends Sorted<(typeof taxTableSorts)[number]> {
  readonly jurisdiction?: string | undefined;
  readonly on?: string | undefined;
}
type Page = readonly [after: RecordKey | undefined, limit: number];

const productItem = `'sku', s.sku, 'status', s.status, 'version', s.version,
  'name', p.name, 'unit', p.unit, 'taxClass', p.tax_class, 'attributes', p.attributes,
  'introducedAt', ${isoTime('s.introduced_at')}, 'specifiedAt', ${isoTime('p.specified_at')},
  'discontinuedAt', ${isoTime('s.discontinued_at')}, 'changedAt', ${isoTime('s.changed_at')}`;
const publication = `'version', s.version, 'from', ${isoTime('s.from_at')},
  'publishedAt', ${isoTime('s.published_at')}, 'publishedBy', s.published_by`;
const ended = `'to', ${isoTime('s.to_at')}, 'withdrawnAt', ${isoTime('s.withdrawn_at')}`;
const priceListItem = `'currency', s.currency, 'code', s.code, 'channels', s.channels, 'accounts', s.accounts,
  'prices', s.prices, ${publication}, ${ended}`;
const termsItem = `'code', s.code, 'channels', s.channels, 'paymentDays', s.payment_days, 'validDays', s.valid_days,
  'discountLimit', s.discount_limit::text, 'text', s.wording, ${publication}, ${ended}`;
const taxTableItem = `'jurisdiction', s.jurisdiction, 'rates', s.rates, ${publication}`;

const inForce = (row: string, at: string): string => `${row}.published_at <= ${at}::timestamptz
  AND (${row}.withdrawn_at IS NULL OR ${row}.withdrawn_at > ${at}::timestamptz)
  AND ${row}.from_at <= ${at}::timestamptz AND (${row}.to_at IS NULL OR ${row}.to_at > ${at}::timestamptz)`;

/** By the rule of pricing (libs/pricing): of the versions in force, the latest of each code. */
const inForceOn = (table: string, on: string | undefined, ...same: readonly string[]): Comparison => [
  (given) => `(${inForce('s', given)} AND NOT EXISTS (SELECT FROM ${table} n
    WHERE ${same.map((column) => `n.${column} = s.${column}`).join(' AND ')} AND n.version > s.version AND ${inForce('n', given)}))`,
  on,
];

/** Of one jurisdiction the table whose time came last; of two from the same moment on, the later version. */
const taxOn = (table: string, on: string | undefined): Comparison => [
  (given) => `(s.published_at <= ${given}::timestamptz AND s.from_at <= ${given}::timestamptz AND NOT EXISTS (
    SELECT FROM ${table} n WHERE n.jurisdiction = s.jurisdiction AND (n.from_at, n.version) > (s.from_at, s.version)
      AND n.published_at <= ${given}::timestamptz AND n.from_at <= ${given}::timestamptz))`,
  on,
];

/** What is for a few holds for them; what names nobody holds for everybody. */
const appliesTo = (column: string, value: string | undefined): Comparison => [
  (given) => `(s.${column} = '{}' OR ${given} = ANY (s.${column}))`,
  value,
];

/** The key under which projections know the record of a short name. */
const keyOf = (record: string): string => `rpad(encode(convert_to(${record}, 'UTF8'), 'hex'), 32, '0')`;

const productReads = (schema: string) => {
  const specifications = `${schema}.product_specifications`;
  const current = `p.product_id = s.id AND p.version = s.version`;
  const specified = (condition: string) => `EXISTS (SELECT FROM ${specifications} p WHERE ${current} AND ${condition})`;
  const list = {
    table: `${schema}.products`,
    joins: `JOIN ${specifications} p ON ${current}`,
    item: `json_build_object('id', s.id, ${productItem}, ${incompleteOf(schema, 's.id::text')})::text`,
  };
  const sorts = { sku: byText('sku'), introducedAt: byTime('introduced_at'), changedAt: byTime('changed_at') };
  const named = `EXISTS (SELECT FROM jsonb_each_text(p.name) t WHERE`;
  return (db: Queryable, question: ProductQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
    const { sku, status, taxClass, q, sort, descending } = question;
    const asked: Comparison[] = [
      equals('sku', sku),
      equals('status', status),
      [(given) => specified(`p.tax_class = ${given}`), taxClass],
      [(given) => specified(`${named} position(lower(${given}) IN lower(t.value)) > 0)`), q],
    ];
    return listRecords(db, list, asked, { sort: sorts[sort], descending, after, limit });
  };
};

/** Reads of one version of the catalogue. */
export const catalogueReads = (schema: string) => {
  const [lists, terms, taxes] = ['price_lists', 'sales_terms', 'tax_tables'].map((one) => `${schema}.${one}`) as [
    string,
    string,
    string,
  ];
  const list = (table: string, members: string, record: string) => ({
    table,
    joins: '',
    item: `json_build_object('id', s.id, ${members}, ${incompleteOf(schema, keyOf(record))})::text`,
  });
  const times = { from: byTime('from_at'), publishedAt: byTime('published_at') };
  const ofCode = { code: byText('code'), ...times };
  const ofJurisdiction = { jurisdiction: byText('jurisdiction'), ...times };
  return {
    products: productReads(schema),
    priceLists: (db: Queryable, question: PriceListQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { currency, code, channel, account, product, on, sort, descending } = question;
      const priced = (given: string) =>
        `EXISTS (SELECT FROM ${schema}.listed_prices p WHERE p.list_id = s.id AND p.product_id = ${given})`;
      const asked = [
        equals('currency', currency),
        equals('code', code),
        appliesTo('channels', channel),
        appliesTo('accounts', account),
        holds(priced, product),
        inForceOn(lists, on, 'currency', 'code'),
      ];
      const of = list(lists, priceListItem, 's.currency');
      return listRecords(db, of, asked, { sort: ofCode[sort], descending, after, limit });
    },
    terms: (db: Queryable, question: TermsQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { code, channel, on, sort, descending } = question;
      const asked = [equals('code', code), appliesTo('channels', channel), inForceOn(terms, on, 'code')];
      const of = list(terms, termsItem, `'sales'`);
      return listRecords(db, of, asked, { sort: ofCode[sort], descending, after, limit });
    },
    taxTables: (db: Queryable, question: TaxTableQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { jurisdiction, on, sort, descending } = question;
      const asked = [equals('jurisdiction', jurisdiction), taxOn(taxes, on)];
      const of = list(taxes, taxTableItem, 's.jurisdiction');
      return listRecords(db, of, asked, { sort: ofJurisdiction[sort], descending, after, limit });
    },
  };
};
export type CatalogueReads = ReturnType<typeof catalogueReads>;
