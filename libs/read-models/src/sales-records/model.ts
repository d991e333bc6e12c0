import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { recordFacts } from '../sales-facts/record-facts.entity';
import { accounts } from './accounts.entity';
import { contacts } from './contacts.entity';
import { handoffs } from './handoffs.entity';
import { leads } from './leads.entity';
import { salesRecordsMigrations } from './migrations';

export const salesRecords = readModel('sales-records', 1, salesRecordsMigrations, [
  leads,
  contacts,
  accounts,
  handoffs,
  recordFacts,
  incompleteIdentities,
]);
