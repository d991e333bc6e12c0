import { postgresJson, spans as spanTable, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import type { Span } from '../sales-facts/opportunity-history';
import { isoTime } from '../statement.tables';

const toRow = (span: Span): WrittenRow<typeof spanTable> => ({
  opportunity_id: span.fact.opportunityId,
  from_at: isoTime(span.from),
  until_at: span.until === Infinity ? 'infinity' : isoTime(span.until),
  status: span.status,
  owner: span.owner ?? null,
  team: span.team ?? null,
  pipeline_id: span.pipelineId ?? null,
  stage: span.stage ?? null,
  probability: span.probability ?? null,
  amount: span.amount,
  currency: span.currency,
  products: postgresJson(span.products),
  expected_close: span.expectedClose,
});

export const spanTables = (schema: string) => {
  const write = writerOf(schema, spanTable);
  return { write: (client: ClientBase, spans: readonly Span[]) => write(client, spans.map(toRow)) };
};
