import { callerOf } from '@touchstone/service-host';
import type { SalesFilter } from '@touchstone/read-models';
import type { FastifyRequest } from 'fastify';
import type { Sources } from '../reading/sources';
import { ledTeams, mayAskAbout, salesReach } from './reach';

const today = (): string => new Date().toISOString().slice(0, 10);

/** Codes of the teams that whoever asks leads today. */
export const teamsLedBy = (request: FastifyRequest, sources: Sources): Promise<string[]> =>
  ledTeams(callerOf(request), today(), sources);

/** Whose records the answer to a request may hold. Throws a problem (403) for a question about somebody else. */
export const reachOfRequest = async (
  request: FastifyRequest,
  owner: string | undefined,
  sources: Sources,
): Promise<SalesFilter['reach']> => {
  const reach = await salesReach(callerOf(request), today(), sources);
  mayAskAbout(reach, owner);
  return reach;
};
