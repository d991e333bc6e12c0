import type { QuoteEvent } from '@touchstone/contracts';
import { postgresJson, type quotes, type WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

type Fact = FactOf<QuoteEvent>;
type Offer = Extract<Fact, { type: 'sales.quote.prepared' | 'sales.quote.revised' }>;

const statuses = {
  'sales.quote.approved': 'offered',
  'sales.quote.approval_refused': 'approval-refused',
  'sales.quote.accepted': 'accepted',
  'sales.quote.declined': 'declined',
} as const;

/** What became of the latest revision. */
const standingOf = (offer: Offer, facts: readonly Fact[]) => {
  const since = facts.slice(facts.indexOf(offer) + 1);
  const last = lastOf(since, ...(Object.keys(statuses) as (keyof typeof statuses)[]));
  const closed = last?.type === 'sales.quote.accepted' || last?.type === 'sales.quote.declined' ? last : undefined;
  return {
    status: last ? statuses[last.type] : offer.data.priced.approvalNeeded ? 'awaiting-approval' : 'offered',
    approved_by: lastOf(since, 'sales.quote.approved')?.data.by ?? null,
    reason: closed?.type === 'sales.quote.declined' ? closed.data.reason : null,
    closed_at: closed ? isoTime(closed.at) : null,
  };
};

const pricedOf = ({ priced }: Offer['data']) => ({
  contact: priced.customer.contact ?? null,
  account: priced.customer.account ?? null,
  channel: priced.channel,
  currency: priced.currency,
  jurisdiction: priced.jurisdiction,
  terms: priced.terms.code,
  terms_version: priced.terms.version,
  lines: postgresJson(priced.lines),
  list: priced.list,
  discount: priced.discount,
  net: priced.net,
  tax: priced.tax,
  gross: priced.gross,
  approval_needed: priced.approvalNeeded,
  valid_until: priced.validUntil,
});

/** A quote as it stands: its latest revision. */
export const quoteRowOf = (facts: readonly Fact[]): WrittenRow<typeof quotes> | undefined => {
  const prepared = firstOf(facts, 'sales.quote.prepared', 'sales.quote.revised');
  const offer = lastOf(facts, 'sales.quote.prepared', 'sales.quote.revised');
  const last = facts.at(-1);
  if (!prepared || !offer || !last) return undefined;
  const { revision, opportunityId } = offer.data;
  const { owner } = (lastOf(facts, 'sales.quote.prepared', 'sales.quote.revised', 'sales.quote.reassigned') ?? offer)
    .data;
  return {
    id: offer.recordId,
    ...concernedBy(facts),
    revision,
    owner,
    opportunity_id: opportunityId ?? null,
    ...pricedOf(offer.data),
    ...standingOf(offer, facts),
    prepared_at: isoTime(prepared.at),
    offered_at: isoTime(offer.at),
    changed_at: isoTime(last.at),
  };
};
