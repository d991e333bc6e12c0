import { leadAssigned, type LeadEvent } from '@touchstone/contracts';
import type { Circumstances } from '../commands/stream-kind';
import type { Lead } from './lead';
import { openLead } from './open-lead';

export interface AssignLead extends Circumstances {
  readonly owner: string;
}

export const assignLead = ({ owner, by }: AssignLead, state: Lead): LeadEvent[] => {
  const { leadId, owner: current } = openLead(state, 'assigned');
  return owner === current ? [] : [leadAssigned({ leadId, owner, by })];
};
