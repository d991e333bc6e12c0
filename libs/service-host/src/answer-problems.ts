import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log';
import { problem, type ProblemError } from './problem-error';
import { problemOf } from './problem-of';

export type TranslateError = (error: unknown) => ProblemError | undefined;

export interface ProblemAnswers {
  error(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  notFound(request: FastifyRequest, reply: FastifyReply): void;
}

interface Options {
  readonly log: Log;
  readonly methodsAt: (url: string) => string[];
  readonly translateError?: TranslateError | undefined;
}

export const problemType = 'application/problem+json; charset=utf-8';

/** What is said at an address that no route answers: 405 when another method would be. The address is not repeated. */
export const nothingHere = (methods: readonly string[]): ProblemError =>
  methods.length > 0
    ? problem(405, `This address takes ${methods.join(', ')} only.`, { headers: { allow: methods.join(', ') } })
    : problem(404, 'There is nothing at this address.');

const send = (reply: FastifyReply, { problem: content, headers }: ProblemError): void => {
  void reply
    .code(content.status)
    .headers(headers)
    .header('content-type', problemType)
    .serializer(String)
    .send(JSON.stringify(content));
};

/** The one place where errors become answers. */
export const answerProblems = ({ log, methodsAt, translateError }: Options): ProblemAnswers => {
  const notFound = (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, nothingHere(methodsAt(request.raw.url ?? '/')));
  const error = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    if (reply.sent) return;
    const said = translateError?.(thrown) ?? problemOf(thrown);
    if (request.is404 && said.problem.status === 404) return notFound(request, reply);
    if (said.problem.status >= 500)
      log.error({ err: thrown, method: request.method, route: request.routeOptions.url }, 'a request failed');
    send(reply, said);
  };
  return { error, notFound };
};
