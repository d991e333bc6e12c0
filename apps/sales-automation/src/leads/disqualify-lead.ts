import { leadDisqualified, type LeadEvent } from '@touchstone/contracts';
import type { Circumstances } from '../commands/stream-kind';
import type { Lead } from './lead';
import { openLead } from './open-lead';

export interface DisqualifyLead extends Circumstances {
  readonly reason: string;
  readonly note?: string | undefined;
}

export const disqualifyLead = ({ reason, note, by }: DisqualifyLead, state: Lead): LeadEvent[] => {
  if (state.status === 'disqualified' && state.reason === reason) return [];
  const { leadId } = openLead(state, 'disqualified');
  return [leadDisqualified({ leadId, reason, note, by })];
};
