import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { salesOrganisationMigrations } from './migrations';
import { reassignments } from './reassignments.entity';
import { territories, territoryHolders } from './territories.entity';

export const salesOrganisation = readModel('sales-organisation', 1, salesOrganisationMigrations, [
  territories,
  territoryHolders,
  reassignments,
  incompleteIdentities,
]);
