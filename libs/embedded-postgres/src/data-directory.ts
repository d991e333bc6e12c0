import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, giveTreeTo, type Account } from './account';
import type { Binaries } from './binaries';
import { PostgresNotStarted } from './postgres-not-started';
import { reachablePath } from './reachable-path';

const major = '18';
const keptPassword = 'password';

export type Cluster = { dataDir: string; user: string; password?: string | undefined; sync: boolean };

const versionOf = (dataDir: string) =>
  readFile(join(dataDir, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

const writePrivately = async (path: string, text: string, account: Account | undefined) => {
  await writeFile(path, text, { mode: 0o600 });
  await giveTo(account, path);
};

const initdb = async (
  binaries: Binaries,
  folder: string,
  cluster: Cluster,
  password: string,
  account: Account | undefined,
) => {
  const secret = await mkdtemp(join(tmpdir(), 'touchstone-initdb-'));
  try {
    await giveTo(account, secret);
    await writePrivately(join(secret, keptPassword), password, account);
    const settings = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${cluster.user}`];
    const place = [`--pgdata=${reachablePath(folder, account)}`, `--pwfile=${join(secret, keptPassword)}`];
    const haste = cluster.sync ? [] : ['--no-sync'];
    await promisify(execFile)(binaries.initdb, [...settings, ...place, ...haste], { cwd: folder, ...account });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new PostgresNotStarted(`PostgreSQL could not prepare ${cluster.dataDir}: ${(stderr || message).trim()}`);
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const halfMade = (dataDir: string, pid: number) => `${dataDir}.half-made-${pid}`;

const removeHalfMade = async (dataDir: string) => {
  const prefix = basename(halfMade(dataDir, 0)).slice(0, -1);
  const leftovers = (await readdir(dirname(dataDir))).filter((name) => name.startsWith(prefix));
  const dead = leftovers.filter((name) => !isAlive(Number(name.slice(prefix.length))));
  await Promise.all(
    dead.map((name) => rm(join(dirname(dataDir), name), { recursive: true, force: true, maxRetries: 5 })),
  );
};

/** Made under another name and renamed at the end: a data directory that exists under its own name is whole. */
const make = async (binaries: Binaries, cluster: Cluster, account: Account | undefined): Promise<void> => {
  const { dataDir } = cluster;
  const present = await readdir(dataDir).catch(() => []);
  if (present.length > 0)
    throw new PostgresNotStarted(`${dataDir} holds files, but no PostgreSQL data: choose an empty folder.`);
  const folder = halfMade(dataDir, process.pid);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  await giveTo(account, folder);
  const password = cluster.password ?? randomBytes(24).toString('base64url');
  await initdb(binaries, folder, cluster, password, account);
  if (cluster.password === undefined) await writePrivately(join(folder, keptPassword), password, account);
  await rename(folder, dataDir);
};

/** Answers the password of the directory's first user. */
export const prepareDataDirectory = async (
  binaries: Binaries,
  cluster: Cluster,
  account: Account | undefined,
): Promise<string> => {
  const { dataDir } = cluster;
  await mkdir(dirname(dataDir), { recursive: true });
  await removeHalfMade(dataDir);
  const version = await versionOf(dataDir);
  if (version === undefined) await make(binaries, cluster, account);
  else if (version !== major) {
    throw new PostgresNotStarted(
      `${dataDir} was written by PostgreSQL ${version}, but this is PostgreSQL ${major}: export it with the old version first.`,
    );
  }
  await giveTreeTo(account, dataDir);
  return cluster.password ?? readFile(join(dataDir, keptPassword), 'utf8');
};
