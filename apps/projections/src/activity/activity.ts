import { activityEvents, type ActivityEvent } from '@touchstone/contracts';
import { activities, activityModel } from '@touchstone/read-models';
import { recordKind, recordProjection } from '../sales-facts/record-projection.tables';
import { activityRowOf } from './activity-row';

/** What sales people do for customers: planned, done, or called off. */
export const activityProjection = recordProjection(activityModel, [
  recordKind<ActivityEvent, typeof activities>(activityEvents, activities, activityRowOf),
]);
