import { leadQualified, type LeadEvent } from '@touchstone/contracts';
import type { Circumstances } from '../commands/stream-kind';
import type { Lead } from './lead';
import { openLead } from './open-lead';

export interface QualifyLead extends Circumstances {
  readonly contactId: string;
  readonly accountId?: string | undefined;
}

export const qualifyLead = ({ contactId, accountId, by }: QualifyLead, state: Lead): LeadEvent[] => {
  if (state.status === 'qualified' && state.contactId === contactId && state.accountId === accountId) return [];
  const { leadId } = openLead(state, 'qualified');
  return [leadQualified({ leadId, contactId, accountId, by })];
};
