import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable, problem, ProblemError, type Log } from '@touchstone/service-host';
import type { IngestMetrics } from './ingest-metrics';
import { UnreadableRequest } from './read-request';
import { refusedRequest, type RefusedReason } from './refused-request';

interface Said {
  readonly reason: string;
  readonly problem: ProblemError;
}

const busErrors: Record<string, RefusedReason> = {
  BusSaturated: 'saturated',
  BusUnavailable: 'unavailable',
  BusForbidden: 'unavailable',
};

const saidOf = (error: unknown): Said => {
  if (error instanceof UnreadableRequest) return { reason: error.reason, problem: problem(400, error.message) };
  if (error instanceof ProblemError)
    return { reason: (error as { reason?: string }).reason ?? 'failed', problem: error };
  const { code, name, statusCode } = error as { code?: string; name?: string; statusCode?: number };
  const reason = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'too-large' : busErrors[name ?? ''];
  if (reason) return { reason, problem: refusedRequest(reason) };
  if (isUnavailable(error)) return { reason: 'unavailable', problem: refusedRequest('unavailable') };
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

export type OwnWords = Readonly<Partial<Record<RefusedReason, () => ProblemError>>>;

export interface ErrorAnswers {
  readonly metrics: Pick<IngestMetrics, 'refused'>;
  readonly log: Log;
  readonly now: () => number;
}

/** What a request is told that is not taken as a whole: problem details, and Retry-After where it may come again; for some reasons a route has words of its own. */
export const answerError = ({ metrics, log, now }: ErrorAnswers, ownWords: OwnWords = {}) => {
  let complainedAt = 0;
  // Every emitter's every request fails while the bus is away: the metric counts them, the log says it now and then.
  const complain = (reason: string, error: unknown, request: FastifyRequest): void => {
    if (reason === 'unavailable' && now() - complainedAt < complaintEveryMs) return;
    complainedAt = now();
    log.error({ err: error, route: request.routeOptions.url, reason }, 'an ingest request failed');
  };
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { reason, problem: general } = saidOf(error);
    const said = ownWords[reason as RefusedReason]?.() ?? general;
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
