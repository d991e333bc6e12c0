import { createServer } from 'node:net';

// Below what systems give out by themselves: a port that a killed process left must still be free when it comes back.
const from = 15_000;
const count = 15_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port that is free now, and that nobody gets by asking for any. */
export const quietPort = async (): Promise<number> => {
  for (;;) {
    const port = from + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
};
