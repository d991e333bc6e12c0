import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, type Account } from './account';

const rotateAt = 10 * 1024 * 1024;

export type ServerLog = { fd: number; path: string; since(): Promise<string>; close(): Promise<void> };

export const openServerLog = async (dataDir: string, account: Account | undefined): Promise<ServerLog> => {
  const path = join(dataDir, 'server.log');
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > rotateAt) await rename(path, `${path}.1`);
  const file = await open(path, 'a+', 0o600);
  await giveTo(account, path);
  const began = size > rotateAt ? 0 : size;
  const since = async () => {
    const length = (await stat(path)).size - began;
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: began });
    return buffer.toString('utf8');
  };
  return { fd: file.fd, path, since, close: () => file.close() };
};
