import type { Problem } from '@touchstone/contracts';
import { Refused } from './refused';
import type { Target } from './target.files';

export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  /** Reads, lets `change` say what is to be changed, and sends it on the condition that nobody else was quicker. */
  patch<T>(path: string, change: (found: T) => object): Promise<T>;
  /** The answer as it arrives. */
  stream(path: string): Promise<ReadableStream<Uint8Array>>;
}

const causes: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: start Touchstone with npm start, or pass the right --url',
  ENOTFOUND: 'this host is not known: pass the right --url',
  EAI_AGAIN: 'the host name cannot be looked up right now: try again',
  ECONNRESET: 'the connection was cut: see its log, and try again',
  UND_ERR_SOCKET: 'the connection was cut: see its log, and try again',
};

const codeOf = (error: unknown): string => {
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (code) return code;
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return cause ? codeOf(cause) : 'no answer';
};

const unreachable = (url: string, error: unknown): Refused => {
  const code = codeOf(error);
  return new Refused(`${url} does not answer: ${causes[code] ?? code}.`);
};

const remedies: Record<number, string> = {
  401: 'Pass a valid key with --api-key, or name the data directory with --data.',
  403: 'Use a key of a stronger role; npm run touchstone -- key list shows them.',
  404: 'Check the id.',
  503: 'npm run touchstone -- status shows what is down.',
};

const refusalOf = async (answer: Response): Promise<Refused> => {
  const said = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  const fields = (said.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  const sentence = said.detail ?? said.title ?? `${new URL(answer.url).pathname} answered ${answer.status}.`;
  const remedy = remedies[answer.status];
  return new Refused([sentence, ...fields, ...(remedy ? [remedy] : [])].join('\n'), answer.status);
};

export const openApi = ({ url, apiKey }: Target): Api => {
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(init.body != null && { 'content-type': 'application/json' }),
      ...init.headers,
    };
    const answer = await fetch(url + path, { ...init, headers }).catch((error: unknown) => {
      throw unreachable(url, error);
    });
    // A service that is not ready says so with its checks, which status shows.
    if (answer.ok || path === '/health/ready') return answer;
    throw await refusalOf(answer);
  };
  const parse = async <T>(answer: Response): Promise<T> => {
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  };
  return {
    get: async (path) => parse(await send(path)),
    put: async (path, body) => parse(await send(path, { method: 'PUT', body: JSON.stringify(body) })),
    post: async (path, body = {}) => parse(await send(path, { method: 'POST', body: JSON.stringify(body) })),
    patch: async <T>(path: string, change: (found: T) => object) => {
      const found = await send(path);
      const headers = { 'if-match': found.headers.get('etag') ?? '*' };
      const body = JSON.stringify(change(await parse<T>(found)));
      return parse<T>(await send(path, { method: 'PATCH', headers, body }));
    },
    stream: async (path) => (await send(path)).body as ReadableStream<Uint8Array>,
  };
};
