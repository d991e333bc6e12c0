import { RuleBroken } from '../commands/rule-broken';
import type { Lead } from './lead';

/** The lead, if something can still become of it. Throws RuleBroken. */
export const openLead = (lead: Lead, what: string): Extract<Lead, { status: 'open' }> => {
  if (lead.status === 'open') return lead;
  throw new RuleBroken('lead-closed', `The lead is ${lead.status}: it can no longer be ${what}.`, '/status');
};
