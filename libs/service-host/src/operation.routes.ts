import { decodeToken, type Diagnosis, type FreshnessToken } from '@touchstone/contracts';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { exposition, expositionType } from './metrics';
import { problem } from './problem-error';
import type { Readiness } from './readiness';
import { requireLocalOrRole } from './require-role';

export interface Operations {
  readonly readiness: () => Promise<Readiness>;
  readonly registries: readonly Registry[];
  readonly diagnosis: () => Promise<Diagnosis>;
  readonly marks?: ((token?: FreshnessToken) => Promise<object>) | undefined;
}

const tokenOf = (body: unknown): FreshnessToken => {
  const text = (body as { token?: unknown } | null)?.token;
  const token = typeof text === 'string' ? decodeToken(text) : undefined;
  if (!token) throw problem(400, 'The body must be { "token": "<Touchstone-Position of a write>" }.');
  return token;
};

/** What every process answers about itself. */
export const operationRoutes =
  ({ readiness, registries, diagnosis, marks }: Operations): FastifyPluginAsync =>
  async (server) => {
    const admin = { onRequest: requireLocalOrRole('admin') };
    const anyKey = { onRequest: requireLocalOrRole('analyst') };
    server.get('/health/live', async () => ({ status: 'live' }));
    server.get('/health/ready', async (_, reply: FastifyReply) => {
      const { ok, checks } = await readiness();
      return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not ready', checks });
    });
    server.get('/metrics', admin, async (_, reply: FastifyReply) =>
      reply.type(expositionType).send(await exposition(registries)),
    );
    server.get('/internal/diagnosis', admin, () => diagnosis());
    if (!marks) return;
    server.get('/internal/marks', anyKey, () => marks());
    server.post('/internal/marks', anyKey, ({ body }) => marks(tokenOf(body)));
  };
