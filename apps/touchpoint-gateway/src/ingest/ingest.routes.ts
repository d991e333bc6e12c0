import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodeToken, headers, ingestLimits } from '@touchstone/contracts';
import { isUnavailable, problem, ProblemError, traceparentOf, type Log } from '@touchstone/service-host';
import type { WriteKeys } from '../access/write-keys';
import { allowOrigin, answerPreflight } from './cors.routes';
import { endpoints } from './endpoints';
import { ingest, type IngestParts } from './ingest';
import type { LoadLimit } from './load-limit';
import { textOf } from './read-body.routes';
import { readRequest, UnreadableRequest, type Endpoint } from './read-request';
import { refusedRequest, type RefusedReason } from './refused-request';
import { sentWriteKey } from './sent-write-key';

export interface IngestRoutes extends IngestParts {
  readonly keys: WriteKeys;
  readonly load: LoadLimit;
  readonly log: Log;
  readonly now: () => number;
}

interface Said {
  readonly reason: string;
  readonly problem: ProblemError;
}

const busErrors: Record<string, RefusedReason> = { BusSaturated: 'saturated', BusUnavailable: 'unavailable' };

// Of PostgreSQL: no connection, read-only, out of resources, shutting down, failing disk.
const cannotWrite = /^(?:08|53|57|58)[0-9A-Z]{3}$|^25006$/;

const saidOf = (error: unknown): Said => {
  if (error instanceof UnreadableRequest) return { reason: error.reason, problem: problem(400, error.message) };
  if (error instanceof ProblemError)
    return { reason: (error as { reason?: string }).reason ?? 'failed', problem: error };
  const { code, name, statusCode } = error as { code?: string; name?: string; statusCode?: number };
  const reason = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'too-large' : busErrors[name ?? ''];
  if (reason) return { reason, problem: refusedRequest(reason) };
  if (isUnavailable(error) || cannotWrite.test(code ?? ''))
    return { reason: 'unavailable', problem: refusedRequest('unavailable') };
  if (statusCode === 400)
    return {
      reason: 'bad-request',
      problem: problem(400, 'The request could not be read to its end; nothing of it was stored.'),
    };
  return {
    reason: 'failed',
    problem: problem(
      500,
      'The events could not be taken because of a fault inside; nothing of this request was acknowledged, send it again.',
    ),
  };
};

const complaintEveryMs = 10_000;

const answerError = ({ metrics, log, now }: IngestRoutes) => {
  let complainedAt = 0;
  // Every emitter's every request fails while the bus is away: the metric counts them, the log says it now and then.
  const complain = (reason: string, error: unknown, request: FastifyRequest): void => {
    if (reason === 'unavailable' && now() - complainedAt < complaintEveryMs) return;
    complainedAt = now();
    log.error({ err: error, route: request.routeOptions.url, reason }, 'an ingest request failed');
  };
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { reason, problem: said } = saidOf(error);
    metrics.refused(reason);
    if (said.problem.status >= 500) complain(reason, error, request);
    void reply
      .code(said.problem.status)
      .headers(said.headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .serializer(String)
      .send(JSON.stringify(said.problem));
  };
};

/** A new trace that nobody has sampled, for a request that brings none. */
const newTraceparent = (): string => {
  const random = randomBytes(24).toString('hex');
  return `00-${random.slice(0, 32)}-${random.slice(32)}-00`;
};

const take = async (
  routes: IngestRoutes,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> => {
  const receivedAt = routes.now();
  const text = await textOf(request.body as Buffer | undefined);
  const { events, sentAt, writeKey } = readRequest(text, endpoint);
  const key = sentWriteKey(request.headers, writeKey);
  if (key === undefined) throw refusedRequest('no-key');
  const source = await routes.keys.sourceOf(key);
  if (!source) throw refusedRequest('wrong-key');
  routes.metrics.received(text.length, events.length);
  const traceparent = traceparentOf(request) ?? newTraceparent();
  const imported = endpoint.kind === 'batch' && endpoint.imported;
  const { answer, receipt } = await ingest(routes, { source, events, sentAt, imported, receivedAt, traceparent });
  reply.header('traceparent', traceparent).header('content-type', 'application/json; charset=utf-8');
  if (answer.accepted > 0) reply.header(headers.position, encodeToken({ bus: receipt }));
  return JSON.stringify(answer);
};

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

/** The routes of the Segment and RudderStack SDKs, in bare Fastify: nothing here is decided by a header that lies. */
export const ingestRoutes =
  (routes: IngestRoutes) =>
  async (server: FastifyInstance): Promise<void> => {
    server.setErrorHandler(answerError(routes));
    server.addHook('onRequest', (request, reply, done) => {
      allowOrigin(request, reply);
      // SDKs send JSON as text/plain, as a form, or with no type at all; the body says what it is.
      request.raw.headers['content-type'] = 'application/octet-stream';
      done();
    });
    limitLoad(server, routes.load);
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: ingestLimits.requestBytes }, (_, body, done) =>
      done(null, body),
    );
    for (const [path, endpoint] of endpoints) {
      server.post(path, { bodyLimit: ingestLimits.requestBytes }, (request, reply) =>
        take(routes, endpoint, request, reply),
      );
      server.options(path, answerPreflight);
    }
  };
