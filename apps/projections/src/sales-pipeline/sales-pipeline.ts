import { identitiesInRole, type PlainRecorded } from '@touchstone/contracts';
import { salesPipeline } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { opportunityFactOf, opportunityTypes } from '../sales-facts/opportunity-fact';
import { opportunityFactTables } from '../sales-facts/opportunity-facts.tables';
import { recordOf } from '../sales-facts/sales-keys';
import { opportunityTables } from './opportunities.tables';
import { opportunityRowOf, staysOf } from './opportunity-row';
import { pipelineTables, pipelineTypes } from './pipelines.tables';

const subjectsOf = (events: readonly PlainRecorded[]): Map<string, string> =>
  new Map(
    events.flatMap((event) => {
      const [subject] = identitiesInRole(event.metadata.participants, 'subject');
      return subject ? [[recordOf(event), subject.identity] as const] : [];
    }),
  );

/** Opportunities as they stand, how long they were in each stage, and the pipelines that they pass. */
const salesPipelineIn = (schema: string): Projection => {
  const facts = opportunityFactTables(schema);
  const opportunities = opportunityTables(schema);
  const pipelines = pipelineTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...salesPipeline,
    schema,
    inSchema: salesPipelineIn,
    handles: [...opportunityTypes, ...pipelineTypes],
    keys: (event) => [recordOf(event)],
    async write({ client, events }) {
      const known = await facts.add(
        client,
        events.flatMap((event) => opportunityFactOf(event) ?? []),
      );
      const all = [...known.values()];
      const rows = all.flatMap((each) => opportunityRowOf(each) ?? []);
      await opportunities.write(client, rows, subjectsOf(events));
      await facts.clear(client, 'stays', [...known.keys()]);
      await opportunities.writeStays(client, all.flatMap(staysOf));
      await pipelines.write(client, events);
    },
    spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled)),
    async forget(client, record) {
      for (const table of ['opportunities', 'stays', 'opportunity_facts']) await facts.clear(client, table, [record]);
      await incomplete.forget(client, record);
    },
  };
};

export const salesPipelineProjection = salesPipelineIn(salesPipeline.schema);
