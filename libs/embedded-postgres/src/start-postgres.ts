import { resolve } from 'node:path';
import { serverAccount } from './account';
import { findBinaries } from './binaries';
import { prepareDataDirectory } from './data-directory';
import { waitUntilVacant } from './occupant';
import { freePort } from './port';
import { runServer, type PostgresExit } from './server-process';

export type { PostgresExit } from './server-process';

export type StartOptions = {
  dataDir: string;
  port?: number | undefined;
  settings?: Record<string, string> | undefined;
  user?: string | undefined;
  /** Given when the directory is first made, and the same at every later start; without one it is kept in the directory. */
  password?: string | undefined;
  log?: ((line: string) => void) | undefined;
  /** Called when the server ends without having been stopped. */
  onExit?: ((exit: PostgresExit) => void) | undefined;
};

export type RunningPostgres = {
  url(database: string): string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  stop(): Promise<void>;
  readonly exited: Promise<PostgresExit>;
};

export const startPostgres = async (options: StartOptions): Promise<RunningPostgres> => {
  const { user = 'postgres', settings = {}, log = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  const port = await freePort(options.port);
  const account = await serverAccount(dataDir);
  const binaries = await findBinaries(account);
  const cluster = { dataDir, user, password: options.password, sync: settings['fsync'] !== 'off' };
  const password = await prepareDataDirectory(binaries, cluster, account);
  await waitUntilVacant(dataDir);
  const server = await runServer({ binaries, dataDir, port, settings, account });
  log(`PostgreSQL serves ${dataDir} on 127.0.0.1:${port} (process ${server.pid}).`);
  void server.exited.then((exit) => {
    log(`PostgreSQL in ${dataDir} ended (${exit.signal ?? `exit code ${exit.code}`}).`);
    if (!exit.expected) options.onExit?.(exit);
  });
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const url = (database: string) => `postgres://${credentials}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return { ...server, url, port, dataDir };
};
