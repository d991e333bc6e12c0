import { requireRole } from '@touchstone/service-host';
import type { FastifyPluginAsync } from 'fastify';
import { invalidField } from '../freshness/problems';
import { jsonType } from '../pages/list-answer';
import { projections } from '../reading/read-models.tables';
import type { Sources } from '../reading/sources';
import { customerUnknown } from './customer-unknown';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const restsOn = [projections.profile, projections.sales];

/** The most frequent read, without Nest, which would cost more than the read itself (decision 0030). */
export const profileRoutes =
  ({ readModels, freshness }: Pick<Sources, 'readModels' | 'freshness'>): FastifyPluginAsync =>
  async (server) => {
    server.get<{ Params: { id: string } }>(
      '/customers/:id',
      { onRequest: requireRole('analyst') },
      async (request, reply) => {
        const { id } = request.params;
        if (!uuid.test(id)) throw invalidField('id', 'id must be the UUID of a customer.');
        const waiting = freshness.arrange(request, reply, restsOn);
        if (waiting) await waiting;
        const profile = await readModels.read(({ db, profile: reads }) => reads.profile(db, id));
        if (profile === undefined) throw customerUnknown();
        return reply.header('content-type', jsonType).send(profile);
      },
    );
  };
