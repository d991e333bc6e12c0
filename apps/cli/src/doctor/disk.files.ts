import { stat, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Facts } from './findings';

/** Undefined where the data directory is not on this machine. */
export const diskOf = async (dataDir: string): Promise<Facts['disk']> => {
  const path = resolve(dataDir);
  if (!(await stat(path).catch(() => undefined))) return undefined;
  const { bavail, blocks, bsize } = await statfs(path);
  return { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};
