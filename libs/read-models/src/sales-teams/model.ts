import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { teamMemberships } from './memberships.entity';
import { salesTeamsMigrations } from './migrations';
import { teams } from './teams.entity';

export const salesTeams = readModel('sales-teams', 1, salesTeamsMigrations, [
  teams,
  teamMemberships,
  incompleteIdentities,
]);
