import { spawnSync } from 'node:child_process';
import type { Account } from './account';
import { PostgresNotStarted } from './postgres-not-started';

/**
 * The name under which the server's account can open its data directory. Below a folder that only root can enter (its
 * home) no path leads there, but a process may always open the folder that it was started in, and Linux has a name for it.
 */
export const reachablePath = (dataDir: string, account: Account | undefined): string => {
  if (!account || spawnSync('test', ['-x', dataDir], account).status === 0) return dataDir;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new PostgresNotStarted(
    `${dataDir} lies in a folder that only root can enter, and PostgreSQL does not run as root: choose another TOUCHSTONE_DATA.`,
  );
};
