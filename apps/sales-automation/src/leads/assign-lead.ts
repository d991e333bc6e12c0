import { leadAssigned, type LeadEvent } from '@touchstone/contracts';
import type { Circumstances } from '../commands/stream-kind';
import type { Lead } from './lead';

export interface AssignLead extends Circumstances {
  readonly owner: string;
}

/** Also one that is closed: whoever takes a customer over takes the past along. */
export const assignLead = ({ owner, by }: AssignLead, state: Lead): LeadEvent[] =>
  state.status === 'unknown' || owner === state.owner ? [] : [leadAssigned({ leadId: state.leadId, owner, by })];
