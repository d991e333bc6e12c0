import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type RunningPostgres, type StartOptions } from './start-postgres';

const pauses = { first: 100, most: 5_000 };

/** Like startPostgres, but a server that dies is started again on the same port, so that its addresses stay valid. */
export const keepPostgres = async (options: StartOptions): Promise<RunningPostgres> => {
  const log = options.log ?? (() => {});
  let stopping = false;
  let returning = Promise.resolve();

  const comeBack = async (): Promise<void> => {
    for (let pause = pauses.first; !stopping; pause = Math.min(2 * pause, pauses.most)) {
      try {
        server = await startPostgres(watched(server.port));
        return;
      } catch (error) {
        log((error as Error).message);
        await sleep(pause);
      }
    }
  };
  const watched = (port: number | undefined): StartOptions => ({
    ...options,
    port,
    onExit: (exit) => {
      options.onExit?.(exit);
      returning = comeBack();
    },
  });

  let server = await startPostgres(watched(options.port));
  const { url, port, dataDir } = server;
  const stop = async () => {
    stopping = true;
    await returning;
    await server.stop();
  };
  const exited = (async () => {
    for (;;) {
      const exit = await server.exited;
      await returning;
      if (exit.expected || stopping) return exit;
    }
  })();
  return {
    url,
    port,
    dataDir,
    stop,
    exited,
    get pid() {
      return server.pid;
    },
  };
};
