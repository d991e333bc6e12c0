import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ingestLimits } from '@touchstone/contracts';
import { allowOrigin } from './cors.routes';
import type { LoadLimit } from './load-limit';
import { refusedRequest } from './refused-request';

/** Bytes that a request may come to occupy; unknown for a chunked one. */
const weightOf = ({ headers }: FastifyRequest): number => Number(headers['content-length'] ?? 65_536);

const limitLoad = (server: FastifyInstance, load: LoadLimit): void => {
  server.addHook('onRequest', (request, reply, done) => {
    const weight = weightOf(request);
    if (!load.enter(weight)) return done(refusedRequest('saturated'));
    reply.raw.once('close', () => load.leave(weight));
    done();
  });
};

/** Routes of this scope get every body as its bytes, from any page, as long as there is room for it. */
export const takeAnyBody = (server: FastifyInstance, load: LoadLimit): void => {
  server.addHook('onRequest', (request, reply, done) => {
    allowOrigin(request, reply);
    // SDKs send JSON as text/plain, as a form, or with no type at all; a header that lies must not refuse it.
    request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  limitLoad(server, load);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: ingestLimits.requestBytes }, (_, body, done) =>
    done(null, body),
  );
};
