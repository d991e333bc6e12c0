import { callerOf } from '@touchstone/service-host';
import type { SalesFilter } from '@touchstone/read-models';
import type { FastifyRequest } from 'fastify';
import type { Sources } from '../reading/sources';
import { mayAskAbout, salesReach } from './reach';

/** Whose records the answer to a request may hold. Throws a problem (403) for a question about somebody else. */
export const reachOfRequest = async (
  request: FastifyRequest,
  owner: string | undefined,
  sources: Sources,
): Promise<SalesFilter['reach']> => {
  const today = new Date().toISOString().slice(0, 10);
  const reach = await salesReach(callerOf(request), today, sources);
  mayAskAbout(reach, owner);
  return reach;
};
