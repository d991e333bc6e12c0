import { aliases } from '../aliases.entity';
import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { decisions } from './decisions.entity';
import { identifiers } from './identifiers.entity';
import { identityCustomer } from './identity-customer.entity';
import { instructions } from './instructions.entity';
import { memberships } from './memberships.entity';
import { customerIdentityMigrations } from './migrations';
import { pairs } from './pairs.entity';

export const customerIdentity = readModel('customer-identity', 1, customerIdentityMigrations, [
  identityCustomer,
  aliases,
  decisions,
  pairs,
  identifiers,
  memberships,
  instructions,
  incompleteIdentities,
]);
