import { salesTeams } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { recordOf } from '../sales-facts/sales-keys';
import { teamTables, teamTypes } from './teams.tables';

/** Teams with their days: whose records a manager reaches. */
const teamsIn = (schema: string): Projection => {
  const teams = teamTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...salesTeams,
    schema,
    inSchema: teamsIn,
    handles: teamTypes,
    keys: (event) => [recordOf(event)],
    write: ({ client, events }) => teams.write(client, events),
    spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled)),
    async forget(client, team) {
      await teams.forget(client, team);
      await incomplete.forget(client, team);
    },
  };
};

export const salesTeamsProjection = teamsIn(salesTeams.schema);
