import type { AnalystView, ReadSchemas } from './view';

const members = ({ teams }: ReadSchemas): AnalystView => ({
  name: 'team_members',
  comment: 'One row per team and stay of a member (read model sales-teams); a team that nobody joined has one row.',
  columns: [
    ['team_id', 's.team_id', 'uuid', 'The team.'],
    ['team', 's.code', 'text', 'Its code, by which quotas and opportunities name it.'],
    ['person', 'm.person', 'text', 'The sales person; null while nobody joined.'],
    ['leads', 'm.leads', 'boolean', 'A manager of the team.'],
    ['from_day', 'm.from_day', 'text', 'First day.'],
    ['until_day', 'm.until_day', 'text', 'Last day; null: still.'],
  ],
  from: `${teams}.teams s LEFT JOIN ${teams}.team_memberships m ON m.team_id = s.team_id`,
});

const territories = ({ organisation }: ReadSchemas): AnalystView => ({
  name: 'territories',
  comment: 'One row per territory and sales person who covers it (read model sales-organisation), by day.',
  columns: [
    ['territory_id', 's.id', 'uuid', 'The territory.'],
    ['territory', 's.code', 'text', 'Its code.'],
    ['countries', 's.countries', 'text[]', 'ISO 3166 countries that lie in it.'],
    ['person', 'h.person', 'text', 'Who covers it; null while nobody does.'],
    ['from_day', 'h.from_day', 'text', 'First day.'],
    [
      'before_day',
      'lead(h.from_day) OVER (PARTITION BY s.id ORDER BY h.from_day)',
      'text',
      'First day on which somebody else does; null: still.',
    ],
    ['drawn_at', 's.drawn_at', 'timestamptz', 'When it was drawn.'],
  ],
  from: `${organisation}.territories s LEFT JOIN ${organisation}.territory_holders h ON h.territory_id = s.id`,
});

const reassignments = ({ organisation }: ReadSchemas): AnalystView => ({
  name: 'reassignments',
  comment: 'One row per reassignment of records to another sales person, as far as it is carried out.',
  columns: [
    ['reassignment_id', 's.id', 'uuid', 'The reassignment.'],
    ['status', 's.status', 'text', 'running or completed.'],
    ['to_person', 's.to_person', 'text', 'Who owns the records from then on.'],
    ['requested_by', 's.requested_by', 'text', 'Who asked for it.'],
    ['records', 's.records', 'int', 'How many records are to move.'],
    ['done', 's.done', 'int', 'Looked at by now.'],
    ['refused', 'jsonb_array_length(s.refused)', 'int', 'Of those, how many keep their owner.'],
    ['requested_at', 's.requested_at', 'timestamptz', 'When it was asked for.'],
    ['completed_at', 's.completed_at', 'timestamptz', 'When all were looked at.'],
  ],
  from: `${organisation}.reassignments s`,
});

/** Who works for sales, where, and what changed hands. */
export const organisationViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [members, territories, reassignments].map((view) => view(schemas));
