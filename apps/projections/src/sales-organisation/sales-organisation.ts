import { salesOrganisation } from '@touchstone/read-models';
import { tablesProjection } from '../sales-facts/tables-projection.tables';
import { reassignmentTables, reassignmentTypes } from './reassignments.tables';
import { territoryTables, territoryTypes } from './territories.tables';

/** Territories with those who cover them, and what changed hands at once. */
export const salesOrganisationProjection = tablesProjection(
  salesOrganisation,
  [...territoryTypes, ...reassignmentTypes],
  [territoryTables, reassignmentTables],
);
