import { leadIdentifier, type Identifier, type LeadEvent, type PersonTraits } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';

interface Captured {
  readonly leadId: string;
  readonly channel: string;
  readonly origin: string | undefined;
  readonly country: string | undefined;
  readonly identifiers: readonly Identifier[];
  readonly traits: PersonTraits;
  readonly note: string | undefined;
  readonly owner: string | undefined;
}

export type Lead =
  | { readonly status: 'unknown' }
  | (Captured & { readonly status: 'open' })
  | (Captured & { readonly status: 'qualified'; readonly contactId: string; readonly accountId: string | undefined })
  | (Captured & { readonly status: 'disqualified'; readonly reason: string });
export type KnownLead = Exclude<Lead, { readonly status: 'unknown' }>;

/** A lead's own source identity: whom it is about when nothing else is known. */
export const ownIdentifier = (leadId: string): Identifier => ({ type: leadIdentifier, value: leadId });

const evolve = (lead: Lead, { type, data }: LeadEvent): Lead => {
  if (type === 'sales.lead.captured')
    // What was sealed is missing once the person was erased.
    return {
      status: 'open',
      leadId: data.leadId,
      channel: data.channel,
      origin: data.origin,
      country: data.country,
      identifiers: (data.identifiers as Identifier[] | undefined) ?? [ownIdentifier(data.leadId)],
      traits: data.traits ?? {},
      note: data.note,
      owner: undefined,
    };
  if (lead.status === 'unknown') return lead;
  switch (type) {
    case 'sales.lead.assigned':
      return { ...lead, owner: data.owner };
    case 'sales.lead.qualified':
      return { ...lead, status: 'qualified', contactId: data.contactId, accountId: data.accountId };
    case 'sales.lead.disqualified':
      return { ...lead, status: 'disqualified', reason: data.reason };
  }
};

const concerned = (lead: Lead): readonly Concerned[] => {
  if (lead.status === 'unknown') return [];
  const subjects = lead.identifiers.map((identifier) => ({ ...identifier, role: 'subject' as const }));
  if (lead.status !== 'qualified') return subjects;
  return [
    ...subjects,
    { role: 'subject', type: 'contact', value: lead.contactId },
    ...(lead.accountId ? [{ role: 'organisation', type: 'account', value: lead.accountId } as const] : []),
  ];
};

export const leads: StreamKind<Lead, LeadEvent> = {
  category: 'lead',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (lead) => (lead.status === 'unknown' ? undefined : lead.owner),
  concerned,
};
