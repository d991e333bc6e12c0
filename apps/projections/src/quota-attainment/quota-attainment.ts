import { quotaAttainment } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { opportunityFactOf, opportunityTypes } from '../sales-facts/opportunity-fact';
import { opportunityFactTables } from '../sales-facts/opportunity-facts.tables';
import { recordOf } from '../sales-facts/sales-keys';
import { bookingsOf } from './bookings';
import { bookingTables } from './bookings.tables';
import { quotaTables, quotaTypes } from './quotas.tables';

/** What was won, when and by whom, beside what was to be won. */
const quotaAttainmentIn = (schema: string): Projection => {
  const facts = opportunityFactTables(schema);
  const bookings = bookingTables(schema);
  const quotas = quotaTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...quotaAttainment,
    schema,
    inSchema: quotaAttainmentIn,
    handles: [...opportunityTypes, ...quotaTypes],
    keys: (event) => [recordOf(event)],
    async write({ client, events }) {
      const known = await facts.add(
        client,
        events.flatMap((event) => opportunityFactOf(event) ?? []),
      );
      await facts.clear(client, 'bookings', [...known.keys()]);
      await bookings.write(client, [...known.values()].flatMap(bookingsOf));
      await quotas.write(client, events);
    },
    spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled)),
    async forget(client, record) {
      for (const table of ['bookings', 'opportunity_facts']) await facts.clear(client, table, [record]);
      await incomplete.forget(client, record);
    },
  };
};

export const quotaAttainmentProjection = quotaAttainmentIn(quotaAttainment.schema);
