import { asyncapi } from '@touchstone/contracts';
import type { FastifyPluginAsync } from 'fastify';

/** Documents for machines, each made when it is first asked for, because making one takes longer than a start. */
export const documentRoutes =
  (openapi?: () => object | undefined): FastifyPluginAsync =>
  async (server) => {
    const serve = (path: string, make: () => object | undefined) => {
      let text: string | undefined;
      server.get(path, async (_, reply) =>
        reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(make()))),
      );
    };
    serve('/asyncapi.json', asyncapi);
    if (openapi) serve('/openapi.json', openapi);
  };
