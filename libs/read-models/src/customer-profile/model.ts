import { aliases } from '../aliases.entity';
import { identifiers } from '../identifiers.entity';
import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { customers } from './customers.entity';
import { identityStates } from './identity-states.entity';
import { links } from './links.entity';
import { customerProfileMigrations } from './migrations';
import { nameTokensTable } from './name-tokens.entity';
import { orderTotals } from './order-totals.entity';
import { orders } from './orders.entity';
import { refunds } from './refunds.entity';

export const customerProfile = readModel('customer-profile', 1, customerProfileMigrations, [
  identityStates,
  identifiers,
  links,
  aliases,
  orders,
  refunds,
  orderTotals,
  customers,
  nameTokensTable,
  incompleteIdentities,
]);
