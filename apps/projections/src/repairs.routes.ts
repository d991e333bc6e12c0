import type { FastifyPluginAsync } from 'fastify';
import { callerOf, problem, requireRole } from '@touchstone/service-host';
import { requestRepairs, type Rebuilds } from '@touchstone/subscriptions';

const identityForm = /^[0-9a-f]{32}$/;

/** `POST /projections/repairs { "identity" }`: every read model folds the identity again, between two of its batches. */
export const repairRoutes =
  (builds: Rebuilds): FastifyPluginAsync =>
  async (server) => {
    server.post('/projections/repairs', { onRequest: requireRole('steward') }, async (request, reply) => {
      const { identity } = (request.body ?? {}) as { identity?: unknown };
      if (typeof identity !== 'string' || !identityForm.test(identity))
        throw problem(400, 'The body must be { "identity": "<source identity, 32 hex digits>" }.');
      const repairs = await requestRepairs({ ...builds, identity, by: callerOf(request).name });
      return reply.code(202).send({ repairs });
    });
  };
