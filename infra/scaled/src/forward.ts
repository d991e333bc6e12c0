import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import type { Replica } from './replica';

/** Bytes of a request; the gateway takes 5 MiB at most. */
const bodyLimit = 8 * 1024 * 1024;

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

const refuse = (response: ServerResponse, status: number, title: string, detail: string): void => {
  if (response.headersSent) return void response.destroy();
  const later = status >= 500 && { 'retry-after': '1' };
  const headers = { 'content-type': 'application/problem+json; charset=utf-8', ...later };
  response.writeHead(status, headers).end(JSON.stringify({ type: 'about:blank', title, status, detail }));
};

export const notFound = (response: ServerResponse): void =>
  refuse(response, 404, 'Not Found', 'There is nothing at this address.');

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
const neverSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED']);
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A request that nobody can have seen is given to another replica; so is one whose answer broke off, if it changes nothing. */
const mayGoElsewhere = (error: unknown, method: string): boolean => neverSent.has(codeOf(error)) || safe.has(method);

const read = async (request: IncomingMessage): Promise<Buffer | null> => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return length === undefined && encoding === undefined ? null : buffer(request);
};

const ask = (replica: Replica, request: IncomingMessage, body: Buffer | null, signal: AbortSignal) => {
  const { method = 'GET', url = '/', headers, socket } = request;
  const forwarded = [headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean).join(', ');
  return (replica.pool as NonNullable<Replica['pool']>).request({
    method: method as Dispatcher.HttpMethod,
    path: url,
    headers: { ...passedOn(headers), 'x-forwarded-for': forwarded },
    body,
    signal,
  });
};

/** Hands a request to the first of the replicas that takes it. */
export const forward = async (replicas: readonly Replica[], request: IncomingMessage, response: ServerResponse) => {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit)
    return refuse(response, 413, 'Content Too Large', `A request may have ${bodyLimit} bytes.`);
  const left = new AbortController();
  response.once('close', () => left.abort());
  try {
    const body = await read(request);
    for (const replica of replicas) {
      try {
        const { statusCode, headers, body: answer } = await ask(replica, request, body, left.signal);
        response.writeHead(statusCode, passedOn(headers));
        return await pipeline(answer, response);
      } catch (error) {
        if (left.signal.aborted || response.headersSent || !mayGoElsewhere(error, request.method ?? '')) throw error;
      }
    }
    refuse(response, 503, 'Service Unavailable', 'No replica of this service answers just now: try again shortly.');
  } catch {
    refuse(response, 502, 'Bad Gateway', 'The answer of the service broke off: the request may have been carried out.');
  }
};
