import { code, table } from '../table';

/** Who belongs to which team, and leads it, from which day until which (the last one included; null: still). */
export const teamMemberships = table({
  tableName: 'team_memberships',
  columns: {
    team_id: { type: 'uuid', primary: true },
    person: { type: 'text', primary: true },
    from_day: { ...code, primary: true },
    until_day: { ...code, nullable: true },
    leads: { type: 'boolean' },
  },
  indices: [{ name: 'team_memberships_person', columns: ['person'] }],
});
