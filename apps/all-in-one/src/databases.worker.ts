import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepPostgres, type RunningPostgres } from '@touchstone/embedded-postgres';
import { ConfigurationError, openPool } from '@touchstone/service-host';
import type { Config } from './config';

export interface Databases {
  readonly log: string;
  readonly keys: string;
  readonly read: string;
  /** Those of them that lie on servers of our own. */
  readonly own: readonly string[];
  stop(): Promise<void>;
}

type Say = (line: string) => void;

const folders = { log: 'postgres-log', read: 'postgres-read' } as const;

/** Whether an embedded log server was started here before. */
export const hasLog = (dataDir: string): Promise<boolean> =>
  stat(join(dataDir, folders.log)).then(
    () => true,
    () => false,
  );

const ensureDatabases = async (server: RunningPostgres, names: readonly string[]): Promise<void> => {
  const pool = openPool(server.url('postgres'), { name: 'all-in-one', max: 1 });
  try {
    const { rows } = await pool.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map(({ datname }) => datname));
    for (const name of names.filter((wanted) => !present.has(wanted))) await pool.query(`CREATE DATABASE "${name}"`);
  } finally {
    await pool.end();
  }
};

const startServer = async (
  dataDir: string,
  names: readonly string[],
  port: number | undefined,
  say: Say,
): Promise<RunningPostgres> => {
  const onExit = () => say(`The database server in ${dataDir} ended by itself and is being started again.`);
  const server = await keepPostgres({ dataDir, port, onExit });
  try {
    await ensureDatabases(server, names);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
};

const both = async <A, B>(
  first: Promise<A>,
  second: Promise<B>,
  undo: (of: A | B) => Promise<void>,
): Promise<[A, B]> => {
  const settled = await Promise.allSettled([first, second]);
  const [a, b] = settled;
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  for (const one of settled) if (one.status === 'fulfilled') await undo(one.value as A | B);
  throw (a.status === 'rejected' ? a : (b as PromiseRejectedResult)).reason;
};

/** Starts the embedded servers that are wanted: one for log and keys, one for read models. */
export const startDatabases = async (config: Config, say: Say): Promise<Databases> => {
  const { dataDir, logDatabaseUrl, keysDatabaseUrl, readDatabaseUrl } = config;
  if (!logDatabaseUrl !== !keysDatabaseUrl)
    throw new ConfigurationError(
      'LOG_DATABASE_URL and KEYS_DATABASE_URL belong together: set both, to two databases, or neither.',
    );
  const own = (folder: string, names: string[], port?: number) => startServer(join(dataDir, folder), names, port, say);
  const [log, read] = await both(
    logDatabaseUrl ? Promise.resolve(undefined) : own(folders.log, ['log', 'keys']),
    readDatabaseUrl ? Promise.resolve(undefined) : own(folders.read, ['read'], config.sqlPort),
    async (server) => server?.stop(),
  );
  return {
    log: logDatabaseUrl ?? (log as RunningPostgres).url('log'),
    keys: keysDatabaseUrl ?? (log as RunningPostgres).url('keys'),
    read: readDatabaseUrl ?? (read as RunningPostgres).url('read'),
    own: [log?.url('log'), read?.url('read')].filter((url) => url !== undefined),
    stop: async () => void (await Promise.all([log?.stop(), read?.stop()])),
  };
};
