import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newDataVariable } from './new-data-variable';

/** A folder for the product, as its first start leaves it where a Jest run has that to copy from; empty elsewhere. */
export const newDataDir = async (prefix: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const host = process.env[newDataVariable];
  if (!host || process.platform === 'win32') return folder;
  const response = await fetch(host);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  // With the owner of every file: PostgreSQL reads only what belongs to the account that it runs as.
  await promisify(execFile)('cp', ['-a', `${text}/.`, folder]);
  return folder;
};
