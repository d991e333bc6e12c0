import { asyncapi } from '@touchstone/contracts';
import type { FastifyPluginAsync } from 'fastify';
import { jsonType } from '../pages/list-answer';

export interface Documents {
  /** Made when it is first asked for; absent where somebody else answers /openapi.json for all services. */
  readonly openapi?: () => object | undefined;
}

export const documentRoutes =
  ({ openapi }: Documents): FastifyPluginAsync =>
  async (server) => {
    const serve = (path: string, make: () => object | undefined) => {
      let text: string | undefined;
      server.get(path, async (_, reply) =>
        reply.header('content-type', jsonType).send((text ??= JSON.stringify(make()))),
      );
    };
    serve('/asyncapi.json', asyncapi);
    if (openapi) serve('/openapi.json', openapi);
  };
