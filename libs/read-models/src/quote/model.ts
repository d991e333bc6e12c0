import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { recordFacts } from '../sales-facts/record-facts.entity';
import { quoteMigrations } from './migrations';
import { quotes } from './quotes.entity';

export const quoteModel = readModel('quote', 1, quoteMigrations, [quotes, recordFacts, incompleteIdentities]);
