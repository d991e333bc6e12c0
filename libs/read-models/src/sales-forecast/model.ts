import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { opportunityFacts } from '../sales-facts/opportunity-facts.entity';
import { salesForecastMigrations } from './migrations';
import { rates, rateTables } from './rates.entity';
import { spans } from './spans.entity';

export const salesForecast = readModel('sales-forecast', 1, salesForecastMigrations, [
  spans,
  rateTables,
  rates,
  {
    ...opportunityFacts,
    indices: [{ name: 'opportunity_facts_late', columns: ['recorded_at', 'occurred_at'], where: 'late' }],
  },
  incompleteIdentities,
]);
