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

export const answerPreflight = (_: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers':
        'authorization, content-type, content-encoding, x-retry-count, x-write-key, traceparent',
      'access-control-max-age': '7200',
    })
    .send();
