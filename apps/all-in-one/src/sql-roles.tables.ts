import { randomBytes } from 'node:crypto';
import { analystRole, ensureAnalystRole, ensureReaderRole, readerRole } from '@touchstone/read-models';
import { openPool } from '@touchstone/service-host';

export interface SqlRoles {
  /** The read database as the role of the query API, which cannot write. Its password lives as long as this process. */
  readonly readerUrl: string;
  /** The read database as people query it. */
  readonly analystUrl: string;
}

const as = (url: string, role: string, password: string): string => {
  const address = new URL(url);
  address.username = role;
  address.password = password;
  return address.href;
};

export interface SqlRoleOptions {
  readonly analystPassword: string;
  /** True for the embedded server, which holds nothing else. */
  readonly ownsServer: boolean;
}

/** Makes the two reading roles, or gives them these passwords. */
export const ensureSqlRoles = async (readUrl: string, options: SqlRoleOptions): Promise<SqlRoles> => {
  const { analystPassword, ownsServer } = options;
  const readerPassword = randomBytes(24).toString('base64url');
  const pool = openPool(readUrl, { name: 'all-in-one', max: 1 });
  try {
    await ensureReaderRole(pool, { password: readerPassword, ownsServer });
    await ensureAnalystRole(pool, { password: analystPassword, ownsServer });
  } finally {
    await pool.end();
  }
  return { readerUrl: as(readUrl, readerRole, readerPassword), analystUrl: as(readUrl, analystRole, analystPassword) };
};
