import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from '@touchstone/service-host';
import { madeSecrets } from '@touchstone/topology';

export type MadeSecrets = Readonly<Record<(typeof madeSecrets)[number], string>>;

const forEver = new Set<string>(['PEPPER', 'DIGEST_SECRET', 'WRAPPING_KEY']);

/** Whole on the disk when this resolves, readable by its owner only. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
};

/**
 * The secrets of this deployment in `secrets.env`, in the form of `npm run topology -- secrets`; made at the first start.
 * When data is there but the file is gone, the start is refused: new ones would make every person a stranger.
 */
export const loadSecrets = async (dataDir: string, hasData: boolean): Promise<MadeSecrets> => {
  const path = join(dataDir, 'secrets.env');
  const given = parseEnv(await readFile(path, 'utf8').catch(() => ''));
  const missing = madeSecrets.filter((name) => !given[name]);
  const lost = missing.filter((name) => forEver.has(name));
  if (hasData && lost.length > 0)
    throw new ConfigurationError(
      `${path} lacks ${lost.join(', ')}, and without that the data in ${dataDir} cannot be read: put the file back from a backup.`,
    );
  const made = missing.map((name) => [name, randomBytes(32).toString('hex')] as const);
  const all = { ...given, ...Object.fromEntries(made) };
  if (made.length > 0)
    await writePrivate(
      path,
      Object.entries(all)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
  return all as MadeSecrets;
};
