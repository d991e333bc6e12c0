import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepPostgres, type RunningPostgres } from '@touchstone/embedded-postgres';
import { startKafka, type RunningKafka } from '@touchstone/kafka';
import { Client } from 'pg';

/** Servers that somebody else runs. */
export interface GivenServers {
  /** postgres://owner:password@host/log, and so on; all three or none. */
  readonly postgres?: { readonly log: string; readonly keys: string; readonly read: string };
  /** `<host>:<port>`, separated by commas. */
  readonly brokers?: string;
}

export interface ServersOptions {
  readonly dataDir: string;
  readonly given: GivenServers;
  readonly bus: 'kafka' | 'postgres';
  /** Of the embedded PostgreSQL servers. */
  readonly postgresSettings: Readonly<Record<string, string>>;
  /** 1, or 3 that outlive one of them. */
  readonly brokers: 1 | 3;
  readonly say: (line: string) => void;
}

export interface Servers {
  readonly log: string;
  readonly keys: string;
  readonly read: string;
  /** Undefined: the bus is in the database log. */
  readonly brokers: string | undefined;
  /** Those that run here. */
  readonly postgres: Readonly<Partial<Record<'log' | 'read', RunningPostgres>>>;
  readonly kafka: RunningKafka | undefined;
  stop(): Promise<void>;
}

/** For the most replicas that the table allows. */
const settings = { max_connections: '500' };
const folderOf = (name: 'log' | 'read'): string => `postgres-${name}`;

/** Whether an embedded log server was started here before. */
export const hasLog = (dataDir: string): Promise<boolean> =>
  stat(join(dataDir, folderOf('log'))).then(
    () => true,
    () => false,
  );

const ensureDatabases = async (server: RunningPostgres, names: readonly string[]): Promise<void> => {
  const client = new Client(server.url('postgres'));
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map(({ datname }) => datname));
    for (const name of names.filter((wanted) => !present.has(wanted))) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
};

const startServer = async (options: ServersOptions, name: 'log' | 'read', databases: readonly string[]) => {
  const server = await keepPostgres({
    dataDir: join(options.dataDir, folderOf(name)),
    settings: { ...settings, ...options.postgresSettings },
    onExit: () => options.say(`${folderOf(name)} ended by itself and is started again.`),
  });
  await ensureDatabases(server, databases).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return server;
};

const settledOrStopped = async <T extends { stop(): Promise<void> } | undefined>(
  starting: readonly Promise<T>[],
): Promise<T[]> => {
  const all = await Promise.allSettled(starting);
  const failed = all.find(({ status }) => status === 'rejected');
  if (!failed) return all.map((one) => (one as PromiseFulfilledResult<T>).value);
  for (const one of all) if (one.status === 'fulfilled') await one.value?.stop();
  throw (failed as PromiseRejectedResult).reason;
};

/** Starts what is not given: a PostgreSQL server for log and keys, one for the read models, a Kafka broker. */
export const startServers = async (options: ServersOptions): Promise<Servers> => {
  const { dataDir, given, bus, brokers: nodes } = options;
  const ownKafka = bus === 'kafka' && !given.brokers;
  const [log, read, kafka] = (await settledOrStopped<RunningPostgres | RunningKafka | undefined>([
    given.postgres ? Promise.resolve(undefined) : startServer(options, 'log', ['log', 'keys']),
    given.postgres ? Promise.resolve(undefined) : startServer(options, 'read', ['read']),
    ownKafka ? startKafka({ dataDir: join(dataDir, 'kafka'), nodes }) : Promise.resolve(undefined),
  ])) as [RunningPostgres | undefined, RunningPostgres | undefined, RunningKafka | undefined];
  return {
    log: given.postgres?.log ?? (log as RunningPostgres).url('log'),
    keys: given.postgres?.keys ?? (log as RunningPostgres).url('keys'),
    read: given.postgres?.read ?? (read as RunningPostgres).url('read'),
    brokers: bus === 'kafka' ? (given.brokers ?? kafka?.brokers) : undefined,
    postgres: { ...(log && { log }), ...(read && { read }) },
    kafka,
    stop: async () => void (await Promise.all([kafka?.stop(), log?.stop(), read?.stop()])),
  };
};
