import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ingestLimits } from '@touchstone/contracts';
import type { WriteKeys } from '../access/write-keys';
import { answerError, type ErrorAnswers } from './answer-error.routes';
import { takeAnyBody } from './any-body.routes';
import { answerPreflight } from './cors.routes';
import { deliver, sourceOf } from './deliver.routes';
import { endpoints } from './endpoints';
import type { IngestParts } from './ingest';
import type { LoadLimit } from './load-limit';
import { textOf } from './read-body.routes';
import { readRequest, type Endpoint } from './read-request';
import { sentWriteKey } from './sent-write-key';

export interface IngestRoutes extends IngestParts, Omit<ErrorAnswers, 'metrics'> {
  readonly keys: WriteKeys;
  readonly load: LoadLimit;
}

const take = async (
  routes: IngestRoutes,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> => {
  const receivedAt = routes.now();
  const text = await textOf(request.body as Buffer | undefined);
  const { events, sentAt, writeKey, lines } = readRequest(text, endpoint);
  const source = await sourceOf(routes.keys, sentWriteKey(request.headers, writeKey));
  routes.metrics.received(text.length, events.length);
  const imported = endpoint.kind === 'batch' && endpoint.imported;
  return JSON.stringify(await deliver(routes, { source, events, sentAt, imported, lines, receivedAt }, request, reply));
};

/** The routes of the Segment, RudderStack and Jitsu SDKs, in bare Fastify: nothing here is decided by a header that lies. */
export const ingestRoutes =
  (routes: IngestRoutes) =>
  async (server: FastifyInstance): Promise<void> => {
    server.setErrorHandler(answerError(routes));
    takeAnyBody(server, routes.load);
    for (const [path, endpoint] of endpoints) {
      server.post(path, { bodyLimit: ingestLimits.requestBytes }, (request, reply) =>
        take(routes, endpoint, request, reply),
      );
      server.options(path, answerPreflight);
    }
  };
