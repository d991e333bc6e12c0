import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigurationError } from '@touchstone/service-host';
import { readJson, writePrivateJson } from './private-file.files';

const names = ['pepper', 'digestSecret', 'wrappingKey'] as const;
type Secrets = Record<(typeof names)[number], Buffer>;

const bytes = 32;

/** Throws a sentence when one of them is missing or not 32 bytes long. */
export const decodeSecrets = (path: string, kept: Record<string, unknown>): Secrets => {
  const read = names.map((name) => [name, Buffer.from(String(kept[name] ?? ''), 'base64url')] as const);
  const bad = read.filter(([, value]) => value.length !== bytes).map(([name]) => name);
  if (bad.length === 0) return Object.fromEntries(read) as Secrets;
  throw new ConfigurationError(`${path} lacks a usable ${bad.join(', ')}: put the file back from a backup.`);
};

/**
 * The three secrets of this deployment, made at the first start. When data is there but the file is gone, new ones would
 * make every person a stranger and every box unreadable, so that the start is refused.
 */
export const loadSecrets = async (dataDir: string, hasData: boolean): Promise<Secrets> => {
  const path = join(dataDir, 'secrets.json');
  const kept = await readJson(path);
  if (kept) return decodeSecrets(path, kept);
  if (hasData)
    throw new ConfigurationError(
      `${path} is missing, and without it the data in ${dataDir} cannot be read: put the file back from a backup.`,
    );
  const made = Object.fromEntries(names.map((name) => [name, randomBytes(bytes)])) as Secrets;
  const text = names.map((name) => [name, made[name].toString('base64url')] as const);
  await writePrivateJson(path, Object.fromEntries(text));
  return made;
};
