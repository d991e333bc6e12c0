import { channels, reassignable } from '@touchstone/contracts';
import { listOf, object, pageOf, type Schema } from './schemas';

const text = { type: 'string' };
const maybeText = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const maybeTime = { type: ['string', 'null'], format: 'date-time' };
const decimal = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
const flag = { type: 'boolean' };
const incomplete = { ...flag, description: 'A fact of it could not be read.' };
const localised = { type: 'object', additionalProperties: text, description: 'Language -> text' };
const inChannels = { ...listOf({ enum: channels }), description: 'Where it applies; empty: everywhere.' };
const publication = {
  id: { ...uuid, description: 'Of this version: the event that published it.' },
  version: count,
  from: time,
  publishedAt: time,
  publishedBy: text,
  incomplete,
};
const ending = { to: maybeTime, withdrawnAt: maybeTime };

/** JSON Schemas of the lists of what sales works with: the catalogue and the organisation. */
export const salesSetupSchemas: Readonly<Record<string, Schema>> = {
  ProductRow: object({
    id: uuid,
    sku: text,
    status: { enum: ['offered', 'discontinued'] },
    version: { ...count, description: 'Of the specification; those before it are at the product itself.' },
    name: localised,
    unit: text,
    taxClass: text,
    attributes: { type: 'object', additionalProperties: text },
    introducedAt: time,
    specifiedAt: time,
    discontinuedAt: maybeTime,
    changedAt: time,
    incomplete,
  }),
  ProductPage: pageOf('ProductRow'),
  PriceListRow: object({
    ...publication,
    ...ending,
    currency: text,
    code: text,
    channels: inChannels,
    accounts: { ...listOf(text), description: 'Accounts that it is for; empty: everybody.' },
    prices: { ...count, description: 'How many; they are at the price lists of the currency.' },
  }),
  PriceListPage: pageOf('PriceListRow'),
  TermsRow: object({
    ...publication,
    ...ending,
    code: text,
    channels: inChannels,
    paymentDays: count,
    validDays: count,
    discountLimit: decimal,
    text: localised,
  }),
  TermsPage: pageOf('TermsRow'),
  TaxTableRow: object({
    ...publication,
    jurisdiction: text,
    rates: listOf(object({ taxClass: text, rate: decimal })),
  }),
  TaxTablePage: pageOf('TaxTableRow'),
  TeamRow: object({
    id: uuid,
    code: text,
    members: listOf(object({ person: text, leads: flag, from: text, until: maybeText })),
    incomplete,
  }),
  TeamPage: pageOf('TeamRow'),
  TerritoryRow: object({
    id: uuid,
    code: text,
    countries: listOf(text),
    coveredBy: { ...maybeText, description: 'Who covers it on the day that was asked about.' },
    covered: { ...listOf(object({ person: text, from: text })), description: 'By day.' },
    drawnAt: time,
    incomplete,
  }),
  TerritoryPage: pageOf('TerritoryRow'),
  ReassignmentRow: object({
    id: uuid,
    status: { enum: ['running', 'completed'] },
    to: text,
    by: text,
    total: count,
    done: count,
    moved: { ...count, description: 'Of those that were looked at, how many have the new owner.' },
    refused: listOf(object({ kind: { enum: reassignable }, id: uuid, rule: text })),
    requestedAt: time,
    completedAt: maybeTime,
    incomplete,
  }),
  ReassignmentPage: pageOf('ReassignmentRow'),
};
