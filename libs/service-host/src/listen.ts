import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from './read-config';

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those in hand finish (5 s at most), closes the connections. */
  close(): Promise<void>;
}

export interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void;
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

const graceMs = 5_000;

/** Serves the requests of one service, or of several behind one table, on a port of this process. */
export const listen = async ({ handle }: Handler, port: number, host = '127.0.0.1'): Promise<Listening> => {
  let closing = false;
  const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, (request, response) => {
    if (closing) response.setHeader('connection', 'close');
    handle(request, response);
  });
  const bound = await bind(server, port, host);
  const close = async () => {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.race([closed, sleep(graceMs, undefined, { ref: false })]);
    server.closeAllConnections();
  };
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${bound}`, port: bound, close };
};
