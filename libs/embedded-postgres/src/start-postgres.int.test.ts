import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { PostgresNotStarted } from './postgres-not-started';
import { startPostgres, type PostgresExit, type RunningPostgres, type StartOptions } from './start-postgres';

const query = async (server: RunningPostgres, statement: string) => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  return client
    .query<Record<string, string>>(statement)
    .then(({ rows }) => rows, String)
    .finally(() => client.end());
};

describe('startPostgres', () => {
  let folder: string;
  let servers: RunningPostgres[];
  const dataDir = () => join(folder, 'data');
  const start = async (options: Partial<StartOptions> = {}) => {
    const server = await startPostgres({ dataDir: dataDir(), settings: { fsync: 'off' }, ...options });
    servers.push(server);
    return server;
  };

  beforeEach(async () => {
    servers = [];
    folder = await mkdtemp(join(tmpdir(), 'touchstone-postgres-test-'));
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps data and password over a restart, in a directory that only its owner can read', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS seven');
    await first.stop();
    await expect(first.exited).resolves.toMatchObject({ code: 0, expected: true });
    const second = await start();
    await expect(query(second, 'SELECT seven FROM kept')).resolves.toEqual([{ seven: 7 }]);
    expect((await stat(dataDir())).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir(), 'password'))).mode & 0o777).toBe(0o600);
  });

  it('speaks UTF8 in locale C, takes settings, and asks for the password', async () => {
    const server = await start({ password: 'p@ss/word', user: 'owner', settings: { work_mem: '7MB' } });
    const [row] = await query(
      server,
      `SELECT current_setting('work_mem') AS memory, current_setting('server_encoding') AS encoding,
      current_setting('fsync') AS fsync, datcollate AS locale, current_user AS who FROM pg_database WHERE datname = 'postgres'`,
    );
    expect(row).toEqual({ memory: '7MB', encoding: 'UTF8', fsync: 'on', locale: 'C', who: 'owner' });
    const stranger = new Client({ connectionString: server.url('postgres').replace(/:[^:@]*@/, ':wrong@') });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
  });

  it('tells when the server is killed, and starts again with the data', async () => {
    const exits: PostgresExit[] = [];
    const killed = await start({ onExit: (exit) => exits.push(exit) });
    await query(killed, 'CREATE TABLE kept AS SELECT 1 AS one');
    process.kill(killed.pid, 'SIGKILL');
    await killed.exited;
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', expected: false }]);
    await expect(query(await start(), 'SELECT one FROM kept')).resolves.toEqual([{ one: 1 }]);
  });

  it('keeps values of rows and statements out of its log', async () => {
    const server = await start();
    await query(server, 'CREATE TABLE people (email text PRIMARY KEY)');
    await query(server, `INSERT INTO people VALUES ('a@b.example'), ('a@b.example')`);
    await server.stop();
    const log = await readFile(join(dataDir(), 'server.log'), 'utf8');
    expect(log).toContain('duplicate key value');
    expect(log).not.toContain('a@b.example');
  });

  it('removes what a killed initdb left behind', async () => {
    await mkdir(`${dataDir()}.half-made-999999999`);
    await writeFile(join(`${dataDir()}.half-made-999999999`, 'PG_VERSION'), '18\n');
    await start();
    expect(await readdir(folder)).toEqual(['data']);
  });

  it('survives a lock file that names a stranger', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dataDir(), 'postmaster.pid'), `${process.pid}\n${dataDir()}\n1\n1\n\n\n\nready\n`);
    await start();
  });

  it.each<[string, () => Promise<Partial<StartOptions>>, RegExp]>([
    ['the directory is served', async () => (await start(), {}), /is already served by process \d+: /],
    [
      'the directory holds other files',
      () =>
        mkdir(dataDir())
          .then(() => writeFile(join(dataDir(), 'a'), ''))
          .then(() => ({})),
      /holds files, but no PostgreSQL data/,
    ],
    [
      'the directory is from another version',
      () =>
        mkdir(dataDir())
          .then(() => writeFile(join(dataDir(), 'PG_VERSION'), '15\n'))
          .then(() => ({})),
      /was written by PostgreSQL 15/,
    ],
    [
      'a setting is unknown',
      async () => ({ settings: { no_such_setting: '1' } }),
      /unrecognized configuration parameter "no_such_setting"/,
    ],
  ])('says in one sentence that %s', async (_case, arrange, sentence) => {
    const options = await arrange();
    const failure = await start(options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PostgresNotStarted);
    expect((failure as Error).message).toMatch(sentence);
  });

  it('says in one sentence that the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toThrow(`PostgreSQL cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
    taken.close();
  });

  it('has no root rights, even below a folder that only root can enter', async () => {
    await chmod(folder, 0o700);
    const server = await start();
    const { uid } = await stat(dataDir());
    expect(uid).not.toBe(0);
    if (process.getuid?.() !== 0) expect(uid).toBe(process.getuid?.());
    await expect(query(server, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });
});
