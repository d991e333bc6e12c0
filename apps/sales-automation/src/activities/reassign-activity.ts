import { activityReassigned, type ActivityEvent } from '@touchstone/contracts';
import type { Circumstances } from '../commands/stream-kind';
import type { Activity } from './activity';
import { plannedActivity } from './planned-activity';

export interface ReassignActivity extends Circumstances {
  readonly owner: string;
  readonly reassignmentId?: string | undefined;
}

/** What was done stays with who did it. */
export const reassignActivity = ({ owner, reassignmentId, by }: ReassignActivity, state: Activity): ActivityEvent[] => {
  const { activityId, owner: from } = plannedActivity(state, 'reassigned');
  return owner === from ? [] : [activityReassigned({ activityId, owner, from, reassignmentId, by })];
};
