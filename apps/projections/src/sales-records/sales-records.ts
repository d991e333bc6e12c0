import {
  accountEvents,
  contactEvents,
  handoffEvents,
  leadEvents,
  type AccountEvent,
  type ContactEvent,
  type HandoffEvent,
  type LeadEvent,
} from '@touchstone/contracts';
import { accounts, contacts, handoffs, leads, salesRecords } from '@touchstone/read-models';
import { recordKind, recordProjection } from '../sales-facts/record-projection.tables';
import { accountRowOf } from './account-row';
import { contactRowOf } from './contact-row';
import { handoffRowOf } from './handoff-row';
import { leadRowOf } from './lead-row';

/** Leads, contacts, accounts and hand-offs as they stand. */
export const salesRecordsProjection = recordProjection(salesRecords, [
  recordKind<LeadEvent, typeof leads>(leadEvents, leads, leadRowOf),
  recordKind<ContactEvent, typeof contacts>(contactEvents, contacts, contactRowOf),
  recordKind<AccountEvent, typeof accounts>(accountEvents, accounts, accountRowOf),
  recordKind<HandoffEvent, typeof handoffs>(handoffEvents, handoffs, handoffRowOf),
]);
