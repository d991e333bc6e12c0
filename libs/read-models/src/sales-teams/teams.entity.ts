import { table } from '../table';

/** The teams of sales. */
export const teams = table({
  tableName: 'teams',
  columns: { team_id: { type: 'uuid', primary: true }, code: { type: 'text' } },
});
