import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from './refused';

/** Where the commands go, in this order: flag, environment, credentials.json of the data directory. */
export interface TargetOptions {
  readonly url?: string;
  readonly apiKey?: string;
  readonly data: string;
}

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

const credentialsIn = async (data: string): Promise<Partial<Target>> => {
  const path = join(data, 'credentials.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new Refused(`${path} cannot be read (${error.code}): run this as the account that started Touchstone.`);
  });
  try {
    return JSON.parse(text) as Partial<Target>;
  } catch {
    throw new Refused(`${path} holds no JSON: pass --url and --api-key instead.`);
  }
};

export const findTarget = async ({ url, apiKey, data }: TargetOptions): Promise<Target> => {
  if (url && apiKey) return { url, apiKey };
  const kept = await credentialsIn(data);
  const found = { url: url ?? kept.url, apiKey: apiKey ?? kept.apiKey };
  if (found.url && found.apiKey) return { url: found.url.replace(/\/$/, ''), apiKey: found.apiKey };
  throw new Refused(
    `There is no credentials.json in ${data}: start Touchstone with npm start, name its directory with --data, or pass --url and --api-key.`,
  );
};
