import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpMetrics } from './metrics';
import { parseTraceparent } from './traceparent';
import type { OpenSpan, Tracing } from './tracing';

declare module 'fastify' {
  interface FastifyRequest {
    span: OpenSpan | undefined;
  }
}

const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const headerOf = (request: FastifyRequest): string | undefined => {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
};

/** The trace of a request: that of its server span, or the caller's own when it is valid but not sampled. */
export const traceparentOf = (request: FastifyRequest): string | undefined => {
  if (request.span) return request.span.traceparent;
  const header = headerOf(request);
  return parseTraceparent(header) ? header : undefined;
};

interface Options {
  readonly metrics: HttpMetrics;
  readonly tracing: Tracing;
}

const openSpan = (tracing: Tracing, request: FastifyRequest): OpenSpan | undefined => {
  const route = request.routeOptions.url ?? 'unknown';
  return tracing.start(`${request.method} ${route}`, headerOf(request), {
    kind: 'server',
    attributes: { 'http.request.method': request.method, 'http.route': route },
  });
};

/** Counts, times and traces every request, and says when none is left. */
export const observeRequests = (server: FastifyInstance, { metrics, tracing }: Options): { idle(): Promise<void> } => {
  let open = 0;
  let whenIdle: (() => void) | undefined;
  server.decorateRequest('span', undefined);
  server.decorateRequest('caller', undefined);
  server.addHook('onRequest', (request, reply, done) => {
    open += 1;
    // Not onResponse: an answer that its caller abandons, or that a handler writes by itself, ends too.
    reply.raw.once('close', () => {
      open -= 1;
      if (open === 0) whenIdle?.();
    });
    reply.headers(safeHeaders);
    request.span = openSpan(tracing, request);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
    request.span?.set({ 'http.response.status_code': reply.statusCode });
    request.span?.end(reply.statusCode >= 500 ? new Error('5xx') : undefined);
    done();
  });
  const idle = () => (open === 0 ? Promise.resolve() : new Promise<void>((resolve) => (whenIdle = resolve)));
  return { idle };
};
