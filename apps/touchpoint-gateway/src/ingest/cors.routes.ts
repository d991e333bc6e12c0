import type { FastifyReply, FastifyRequest } from 'fastify';

const exposed = 'Retry-After, Touchstone-Position, Traceparent';

/** Any page may send events: the write key decides, and it is public in a browser. No cookies are ever read. */
export const allowOrigin = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', exposed);
};

const allowed = 'authorization, content-type, content-encoding, x-retry-count, x-write-key, traceparent';
const names = /^[\w-]+(?:, ?[\w-]+)*$/;

/** Allows whatever headers are asked for: one that an SDK adds and that is not allowed loses all of its events. */
export const answerPreflight = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const asked = request.headers['access-control-request-headers'];
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': asked !== undefined && names.test(asked) ? `${allowed}, ${asked}` : allowed,
      'access-control-max-age': '7200',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    .send();
};
