import { activityCancelled, activityDone, activityRescheduled, type ActivityEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import type { Activity } from './activity';
import { plannedActivity } from './planned-activity';

export interface DoActivity extends Circumstances {
  readonly doneAt?: string | undefined;
  readonly outcome?: string | undefined;
  readonly note?: string | undefined;
}
/** Nothing that is told differs from what is known; what is not told does not contradict. */
const isSaidAlready = ({ doneAt, outcome, note }: DoActivity, state: Extract<Activity, { status: 'done' }>): boolean =>
  (doneAt === undefined || new Date(doneAt).toISOString() === state.doneAt) &&
  (outcome === undefined || outcome === state.outcome) &&
  (note === undefined || note === state.note);

export const doActivity = (command: DoActivity, state: Activity): ActivityEvent[] => {
  if (state.status === 'done' && isSaidAlready(command, state)) return [];
  const { activityId, kind, owner } = plannedActivity(state, 'done');
  const { outcome, note, by, now, ...when } = command;
  const doneAt = new Date(when.doneAt ?? now).toISOString();
  if (doneAt > now) throw new RuleBroken('not-yet', 'It cannot have taken place in the future.', '/doneAt', 422);
  return [activityDone({ activityId, kind, owner, doneAt, outcome, note, by })];
};

export interface RescheduleActivity extends Circumstances {
  readonly dueAt: string;
}
export const rescheduleActivity = ({ dueAt, by }: RescheduleActivity, state: Activity): ActivityEvent[] => {
  const { activityId, dueAt: known } = plannedActivity(state, 'rescheduled');
  const due = new Date(dueAt).toISOString();
  return due === known ? [] : [activityRescheduled({ activityId, dueAt: due, by })];
};

export interface CancelActivity extends Circumstances {
  readonly reason: string;
}
export const cancelActivity = ({ reason, by }: CancelActivity, state: Activity): ActivityEvent[] => {
  if (state.status === 'cancelled' && state.reason === reason) return [];
  const { activityId } = plannedActivity(state, 'cancelled');
  return [activityCancelled({ activityId, reason, by })];
};
