import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { opportunityFacts } from '../sales-facts/opportunity-facts.entity';
import { deals } from './deals.entity';
import { lastContacts } from './last-contacts.entity';
import { customerSalesMigrations } from './migrations';
import { owners } from './owners.entity';

/** What sales has with the customers. It follows the repository's store, and is joined to the profile when that is read. */
export const customerSales = readModel('customer-sales', 1, customerSalesMigrations, [
  deals,
  owners,
  lastContacts,
  opportunityFacts,
  incompleteIdentities,
]);
