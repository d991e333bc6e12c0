import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from './read-config';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /**
   * Says that it is not ready and asks every connection to close, but answers on for `drainMs`; then takes no new
   * requests, lets those in hand finish (8 s at most), closes the connections.
   */
  close(): Promise<void>;
}

export interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** From now on it says that it is not ready. */
  leave?(): void;
}

export interface ListenOptions {
  /** How long it answers on while who balances notices that it leaves; none unless told. */
  readonly drainMs?: number;
}

const refusals: Record<string, string> = {
  EADDRINUSE: 'is already in use: stop what uses it, or choose another PORT',
  EACCES: 'may not be used by this account: choose a PORT above 1023',
  EADDRNOTAVAIL: 'is no address of this machine: choose another HOST',
};

const bind = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
      reject(new ConfigurationError(`${host}:${port} ${refusals[code] ?? `cannot be used (${code})`}.`)),
    );
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port));
  });

// Longer than a read waits for freshness, or a merge for its decision.
const graceMs = 8_000;

/** Serves the requests of one service, or of several behind one table, on a port of this process. */
export const listen = async (
  handler: Handler,
  port: number,
  host = '127.0.0.1',
  { drainMs = 0 }: ListenOptions = {},
): Promise<Listening> => {
  let closing = false;
  const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, (request, response) => {
    if (closing) response.setHeader('connection', 'close');
    // Who was answered before we began to close was not asked to go.
    response.once('close', () => closing && setImmediate(() => server.listening || server.closeIdleConnections()));
    handler.handle(request, response);
  });
  const bound = await bind(server, port, host);
  const close = async () => {
    closing = true;
    handler.leave?.();
    // A connection that is closed while a request is on its way on it loses that request: so they are asked to go first.
    if (drainMs > 0) await sleep(drainMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
    server.closeAllConnections();
  };
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${bound}`, port: bound, close };
};
