import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { ConfigurationError } from '@touchstone/service-host';

/** Undefined when there is no such file; throws a sentence when it holds no JSON. */
export const readJson = async (path: string): Promise<Record<string, unknown> | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ConfigurationError(`${path} cannot be read (${error.code}): give this account the right to read it.`);
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new ConfigurationError(`${path} holds no JSON: put the file back from a backup.`);
  }
};

/** Whole or not at all, on the disk when this resolves, readable by its owner only. */
export const writePrivateJson = async (path: string, content: object): Promise<void> => {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
  await file.sync();
  await file.close();
  await rename(draft, path);
};
