import { ratesSet, rateTableOpened } from '@touchstone/contracts';
import { salesForecast } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { opportunityFactOf, opportunityTypes } from '../sales-facts/opportunity-fact';
import { opportunityFactTables } from '../sales-facts/opportunity-facts.tables';
import { historyOf } from '../sales-facts/opportunity-history';
import { recordOf } from '../sales-facts/sales-keys';
import { rateTables } from './rates.tables';
import { spanTables } from './spans.tables';

/** How every opportunity stood at any moment, so that a forecast of the past is read and not remembered. */
const salesForecastIn = (schema: string): Projection => {
  const facts = opportunityFactTables(schema);
  const spans = spanTables(schema);
  const rates = rateTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...salesForecast,
    schema,
    inSchema: salesForecastIn,
    handles: [...opportunityTypes, rateTableOpened.type, ratesSet.type],
    keys: (event) => [recordOf(event)],
    async write({ client, events }) {
      const known = await facts.add(
        client,
        events.flatMap((event) => opportunityFactOf(event) ?? []),
      );
      await facts.clear(client, 'spans', [...known.keys()]);
      await spans.write(client, [...known.values()].flatMap(historyOf));
      await rates.write(client, events);
    },
    spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled)),
    async forget(client, record) {
      for (const table of ['spans', 'opportunity_facts']) await facts.clear(client, table, [record]);
      await incomplete.forget(client, record);
    },
  };
};

export const salesForecastProjection = salesForecastIn(salesForecast.schema);
