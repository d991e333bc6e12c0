import { callerOf, problem, requireRole } from '@touchstone/service-host';
import {
  buildName,
  giveUp,
  listBuilds,
  listSlots,
  requestComparison,
  requestRebuild,
  switchBuild,
  type BuildId,
  type Rebuilds,
  type RunOptions,
  type SwitchRequest,
} from '@touchstone/subscriptions';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { rebuildProblem } from './rebuild-problems';

export interface RebuildRoutes extends Rebuilds {
  /** Which store each of them follows. */
  readonly followed: readonly Pick<RunOptions, 'store' | 'projections'>[];
  readonly slots: number;
  /** What else changes over with a switch. */
  readonly changeOver: SwitchRequest['changeOver'];
}

type ToProjection = FastifyRequest<{ Params: { projection: string } }>;

const rebuildBody = z.strictObject({ version: z.number().int().positive().optional() });
const buildBody = z.strictObject({ build: z.string().optional() });
const switchBody = buildBody.extend({ accept: z.boolean().default(false) });

const bodyOf = <Shape extends z.ZodType>(shape: Shape, { body }: FastifyRequest): z.output<Shape> => {
  const parsed = shape.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }));
  throw problem(400, 'The body does not have the form that openapi.json describes.', { errors });
};

const refusing = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw rebuildProblem(error);
  });

const answer = ({ name, ...build }: BuildId) => ({ projection: name, build: buildName(build) });

/** Builds of read models beside those that answer: made, compared, switched to, given up. */
export const rebuildRoutes =
  ({ followed, slots, changeOver, ...rebuilds }: RebuildRoutes): FastifyPluginAsync =>
  async (server) => {
    const onRequest = requireRole('steward');
    server.get('/projections', { onRequest }, async () => {
      const lists = followed.map(({ store, projections }) => listBuilds({ ...rebuilds, projections }, store));
      return { items: (await Promise.all(lists)).flat(), next: null };
    });
    server.get('/projections/slots', { onRequest }, async () => {
      const names = [...new Set(rebuilds.projections.map(({ name }) => name))];
      return listSlots(rebuilds.pool, rebuilds.schema, names);
    });
    server.post('/projections/:projection/rebuild', { onRequest }, async (request: ToProjection, reply) => {
      const { version } = bodyOf(rebuildBody, request);
      const { projection } = request.params;
      const by = callerOf(request).name;
      const build = await refusing(requestRebuild({ ...rebuilds, projection, version, slots, by }));
      return reply.code(202).send(answer(build));
    });
    server.post('/projections/:projection/compare', { onRequest }, async (request: ToProjection, reply) => {
      const { build } = bodyOf(buildBody, request);
      const compared = requestComparison({ ...rebuilds, projection: request.params.projection, build });
      return reply.code(202).send(answer(await refusing(compared)));
    });
    server.post('/projections/:projection/switch', { onRequest }, async (request: ToProjection) => {
      const { build, accept } = bodyOf(switchBody, request);
      const { projection } = request.params;
      return refusing(switchBuild({ ...rebuilds, projection, build, accept, changeOver }));
    });
    for (const [path, state] of [
      ['abort', 'building'],
      ['drop', 'previous'],
    ] as const)
      server.post(`/projections/:projection/${path}`, { onRequest }, async (request: ToProjection, reply) => {
        const { build } = bodyOf(buildBody, request);
        const given = giveUp({ ...rebuilds, projection: request.params.projection, build }, state);
        return reply.code(202).send(answer(await refusing(given)));
      });
  };
