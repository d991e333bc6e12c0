import { chown, lchown, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type Account = { uid: number; gid: number };

const nobody: Account = { uid: 65534, gid: 65534 };

const isRoot = () => process.getuid?.() === 0;

const accountNamed = (passwd: string, name: string): Account | undefined => {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
};

/** PostgreSQL refuses to run as root, so root hands the server to an account without rights; everyone else runs it as themselves. */
export const serverAccount = async (dataDir: string): Promise<Account | undefined> => {
  if (!isRoot()) return undefined;
  const owner = await stat(dataDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return accountNamed(passwd, 'postgres') ?? accountNamed(passwd, 'nobody') ?? nobody;
};

export const giveTo = async (account: Account | undefined, path: string): Promise<void> => {
  if (account) await chown(path, account.uid, account.gid);
};

/** A data directory that root copied or restored belongs to root as a whole. */
export const giveTreeTo = async (account: Account | undefined, dataDir: string): Promise<void> => {
  if (!account || (await stat(dataDir)).uid === account.uid) return;
  for (const entry of await readdir(dataDir, { recursive: true })) {
    await lchown(join(dataDir, entry), account.uid, account.gid);
  }
  await giveTo(account, dataDir);
};
