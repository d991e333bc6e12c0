import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request on its way; without one it passes. */
export type Fault =
  /** The product never sees it. */
  | { readonly kind: 'refused'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The product takes it and answers at once; the emitter sees the answer that much later. */
  | { readonly kind: 'stalled'; readonly ms: number }
  /** The product takes it and answers; instead of the answer the emitter sees its connection reset. */
  | { readonly kind: 'reset' }
  /** The product takes it and answers; the emitter never sees an answer. */
  | { readonly kind: 'silenced' }
  /** It is on its way for ever: the product never sees it, the emitter never an answer. */
  | { readonly kind: 'stuck' };

/** One request that was no preflight. */
export interface Passage {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly fault: Fault['kind'] | undefined;
  /** What the product answered, undefined while it has not, or was never asked. */
  answer?: { readonly status: number; readonly accepted: number };
}

export interface FaultProxy {
  readonly url: string;
  readonly passages: readonly Passage[];
  /** Events that the product acknowledged on all requests together, resends included. */
  accepted(): number;
  preflights(): number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const forward = (incoming: IncomingMessage, target: URL): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method, url, headers } = incoming;
    const { hostname, port } = target;
    const call = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    call.once('error', reject);
    incoming.once('error', reject).pipe(call);
  });

const acceptedIn = ({ status, body }: Answer): number =>
  status === 200 ? ((JSON.parse(body.toString()) as { accepted?: number }).accepted ?? 0) : 0;

/** As the product's own refusals, so that a browser lets its page see them. */
const refuse = (incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault & { kind: 'refused' }): void => {
  const { origin } = incoming.headers;
  incoming.resume().once('end', () => {
    outgoing.writeHead(fault.status, {
      'content-type': 'application/problem+json; charset=utf-8',
      ...(origin && { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After' }),
      ...fault.headers,
    });
    outgoing.end(JSON.stringify({ type: 'about:blank', status: fault.status }));
  });
};

/** Stands between emitters and the product: the nth request that is no preflight meets the nth fault, and later ones pass. */
export const faultProxy = async (product: string, faults: readonly (Fault | undefined)[] = []): Promise<FaultProxy> => {
  const target = new URL(product);
  const passages: Passage[] = [];
  const later = new Set<NodeJS.Timeout>();
  let preflights = 0;

  const hand = (outgoing: ServerResponse, answer: Answer, fault: Fault | undefined): void => {
    const answerNow = () => outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    if (fault?.kind === 'reset') outgoing.socket?.resetAndDestroy();
    else if (fault?.kind === 'stalled') later.add(setTimeout(answerNow, fault.ms));
    else if (fault?.kind !== 'silenced') answerNow();
  };
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (incoming.method === 'OPTIONS') {
      preflights += 1;
      return hand(outgoing, await forward(incoming, target), undefined);
    }
    const fault = faults[passages.length];
    const passage: Passage = { path: incoming.url ?? '', headers: incoming.headers, fault: fault?.kind };
    passages.push(passage);
    if (fault?.kind === 'refused') return refuse(incoming, outgoing, fault);
    if (fault?.kind === 'stuck') return void incoming.resume();
    const answer = await forward(incoming, target);
    passage.answer = { status: answer.status, accepted: acceptedIn(answer) };
    hand(outgoing, answer, fault);
  };

  const server = createServer((incoming, outgoing) => {
    take(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passages,
    accepted: () => passages.reduce((sum, { answer }) => sum + (answer?.accepted ?? 0), 0),
    preflights: () => preflights,
    close: async () => {
      later.forEach(clearTimeout);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
