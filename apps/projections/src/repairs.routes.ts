import type { FastifyPluginAsync } from 'fastify';
import { callerOf, problem, requireRole } from '@touchstone/service-host';
import { requestRepair, type Projection, type RunOptions } from '@touchstone/subscriptions';

export interface RepairRoutes {
  readonly pool: RunOptions['pool'];
  readonly projections: readonly Projection[];
  readonly slots: number;
}

const identityForm = /^[0-9a-f]{32}$/;

/** `POST /projections/repairs { "identity" }`: every read model folds the identity again, between two of its batches. */
export const repairRoutes =
  ({ pool, projections, slots }: RepairRoutes): FastifyPluginAsync =>
  async (server) => {
    server.post('/projections/repairs', { onRequest: requireRole('steward') }, async (request, reply) => {
      const { identity } = (request.body ?? {}) as { identity?: unknown };
      if (typeof identity !== 'string' || !identityForm.test(identity))
        throw problem(400, 'The body must be { "identity": "<source identity, 32 hex digits>" }.');
      const by = callerOf(request).name;
      const asked = projections.map((projection) =>
        requestRepair({ pool, schema: 'touchstone', projection, slots, identity, by }),
      );
      const requests = await Promise.all(asked);
      const repairs = projections.map(({ name }, index) => ({ projection: name, request: requests[index] }));
      return reply.code(202).send({ repairs });
    });
  };
