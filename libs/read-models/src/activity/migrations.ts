import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { aboutCustomerColumns } from '../sales-facts/record-columns';
import { recordFactsTable } from '../sales-facts/record-facts';

export const activityMigrations: readonly Migration[] = [
  {
    name: 'activity-0001-activities',
    sql: `
      CREATE TABLE activities (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        kind text NOT NULL,
        status text NOT NULL,
        -- Who is to do it; once it is done, who did it.
        owner text NOT NULL,
        contact_id uuid,
        lead_id uuid,
        account_id uuid,
        opportunity_id uuid,
        due_at timestamptz,
        done_at timestamptz,
        outcome text,
        reason text,
        planned_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX activities_planned_at ON activities (planned_at, id);
      CREATE INDEX activities_changed_at ON activities (changed_at, id);
      CREATE INDEX activities_due ON activities (owner, due_at) WHERE status = 'planned';
      CREATE INDEX activities_done ON activities (done_at, owner);
      CREATE INDEX activities_opportunity ON activities (opportunity_id);
      CREATE INDEX activities_subject ON activities (subject);
      CREATE INDEX activities_organisation ON activities (organisation);
      ${recordFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'activity-0002-filters',
    sql: `
      CREATE INDEX activities_due_at ON activities (coalesce(due_at, '9999-12-31Z'::timestamptz), id);
      CREATE INDEX activities_contact ON activities (contact_id) WHERE contact_id IS NOT NULL;
      CREATE INDEX activities_lead ON activities (lead_id) WHERE lead_id IS NOT NULL;
      CREATE INDEX activities_account ON activities (account_id) WHERE account_id IS NOT NULL;
    `,
  },
];
