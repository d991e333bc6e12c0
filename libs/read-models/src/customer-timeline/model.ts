import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { entries } from './entries.entity';
import { customerTimelineMigrations } from './migrations';

export const customerTimeline = readModel('customer-timeline', 1, customerTimelineMigrations, [
  entries,
  incompleteIdentities,
]);
