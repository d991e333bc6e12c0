import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { opportunityFacts } from '../sales-facts/opportunity-facts.entity';
import { bookings } from './bookings.entity';
import { quotaAttainmentMigrations } from './migrations';
import { quotaAmounts, quotas } from './quotas.entity';

export const quotaAttainment = readModel('quota-attainment', 1, quotaAttainmentMigrations, [
  bookings,
  quotas,
  quotaAmounts,
  opportunityFacts,
  incompleteIdentities,
]);
