import { RuleBroken } from '../commands/rule-broken';
import type { Activity } from './activity';

/** Throws RuleBroken. */
export const plannedActivity = (activity: Activity, what: string): Extract<Activity, { status: 'planned' }> => {
  if (activity.status === 'planned') return activity;
  throw new RuleBroken(
    'activity-closed',
    `The activity is ${activity.status}: it can no longer be ${what}.`,
    '/status',
  );
};
