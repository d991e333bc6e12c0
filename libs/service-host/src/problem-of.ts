import { problem, ProblemError } from './problem-error';

interface Thrown {
  readonly code?: string;
  readonly name?: string;
  readonly statusCode?: number;
  readonly getStatus?: () => number;
}

const sentences: Record<number, string> = {
  400: 'The request could not be read: check its syntax, its Content-Type and its Content-Length.',
  401: 'This request needs a key: send it as Authorization: Bearer <API key>.',
  403: 'This key may not do that.',
  404: 'There is nothing at this address.',
  405: 'This address does not take that method; the Allow header lists those that it takes.',
  408: 'The request took too long to arrive.',
  413: 'The request body is larger than this address accepts.',
  414: 'The address is too long.',
  415: 'The body of a request must be JSON: send Content-Type: application/json.',
  422: 'The request was understood, but its content cannot be processed.',
  429: 'Too many requests: wait and try again.',
  431: 'The request headers are too large.',
  503: 'A part that this request needs is not available right now: try again shortly.',
};

// Connection failures of Node, of pg's pool, and of PostgreSQL itself: no connection, out of resources (a full disk, too
// many connections), starting or stopping, a failing disk, read-only.
const unavailable =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|(08|53|57|58)[0-9A-Z]{3}|25006)$/;
const poolTimeouts =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

export const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, name } = error as Thrown;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  return unavailable.test(code ?? '') || name === 'StoreUnavailable' || poolTimeouts.test(error.message);
};

const ofStatus = (status: number): ProblemError => problem(status, sentences[status] ?? 'The request was refused.');

/** What an error of any origin says to the caller. What is not known is a 500 that tells nothing of the inside. */
export const problemOf = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (isUnavailable(error)) return problem(503, sentences[503] ?? '', { headers: { 'retry-after': '1' } });
  const thrown = (error ?? {}) as Thrown;
  const isFastify = thrown.code?.startsWith('FST_') ?? false;
  // JSON that is refused for __proto__ members, and JSON.parse itself, arrive as plain 400 errors.
  const status = thrown.getStatus?.() ?? (isFastify || thrown.statusCode === 400 ? thrown.statusCode : undefined);
  if (status !== undefined && status >= 400 && status < 500) return ofStatus(status);
  return problem(500, 'Something failed inside; the request may be sent again, and the log of the service says more.');
};
