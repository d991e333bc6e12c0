import { createServer, type AddressInfo } from 'node:net';
import { PostgresNotStarted } from './postgres-not-started';

const listenOnce = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });

export const freePort = (wanted = 0): Promise<number> =>
  listenOnce(wanted).catch((error: NodeJS.ErrnoException) => {
    throw new PostgresNotStarted(
      `PostgreSQL cannot listen on 127.0.0.1:${wanted} (${error.code}): stop what uses the port, or choose another.`,
    );
  });
