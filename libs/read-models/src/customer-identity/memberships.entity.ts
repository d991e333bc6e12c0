import { code, table } from '../table';

/** Persons and the organisations beside which they were seen. */
export const memberships = table({
  tableName: 'memberships',
  columns: {
    person: { ...code, primary: true },
    organisation: { ...code, primary: true },
    first_at: { type: 'timestamptz' },
    last_at: { type: 'timestamptz' },
  },
  indices: [{ name: 'memberships_organisation', columns: ['organisation'] }],
});
