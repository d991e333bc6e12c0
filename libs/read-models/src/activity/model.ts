import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { recordFacts } from '../sales-facts/record-facts.entity';
import { activities } from './activities.entity';
import { activityMigrations } from './migrations';

export const activityModel = readModel('activity', 1, activityMigrations, [
  activities,
  recordFacts,
  incompleteIdentities,
]);
