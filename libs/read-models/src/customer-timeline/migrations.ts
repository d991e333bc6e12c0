import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { unsampledColumns } from '../unsampled-columns';

export const customerTimelineMigrations: readonly Migration[] = [
  {
    name: 'customer-timeline-0001-entries',
    sql: `
      -- One row per fact and participant identity. The key is also the order of pages: newest k of each identity, joined;
      -- a fact with several subjects of one customer is shown once (by event id).
      CREATE TABLE entries (
        identity text COLLATE "C" NOT NULL,
        occurred_at timestamptz NOT NULL,
        event_id uuid NOT NULL,
        recorded_at timestamptz NOT NULL,
        position text COLLATE "C" NOT NULL,
        type text NOT NULL,
        role text NOT NULL,
        source text NOT NULL,
        kind text,
        channel text,
        name text,
        order_source text,
        order_id text,
        amount numeric,
        currency text,
        properties jsonb,
        traits jsonb,
        imported boolean NOT NULL,
        trace_id text,
        -- The identity whose key the opened columns (name, properties, traits) were sealed under.
        sealed_under text COLLATE "C" NOT NULL,
        erased boolean NOT NULL,
        PRIMARY KEY (identity, occurred_at, event_id)
      );
      CREATE INDEX entries_sealed_under ON entries (sealed_under) WHERE sealed_under <> identity;
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'customer-timeline-0002-unsampled',
    sql: unsampledColumns({ entries: ['name', 'properties', 'traits'] }),
  },
  {
    name: 'customer-timeline-0003-meanings',
    sql: `
      ALTER TABLE entries
        ADD COLUMN meaning text,
        -- Sealed in the log, like name, properties and traits.
        ADD COLUMN conversation_id text,
        ADD COLUMN campaign_id text;
      UPDATE entries SET meaning = 'order_' || split_part(type, '.', 3) WHERE type LIKE 'touchpoint.order.%';
      ${unsampledColumns({ entries: ['conversation_id', 'campaign_id'] })}
    `,
  },
];
