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

const credentialsIn = async (data: string): Promise<Partial<Target & ImportTarget>> => {
  const path = join(data, 'credentials.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new Refused(`${path} cannot be read (${error.code}): run this as the account that started Touchstone.`);
  });
  try {
    return JSON.parse(text) as Partial<Target & ImportTarget>;
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

export interface ImportTarget {
  readonly url: string;
  readonly writeKey: string;
}

/** Where imports go: flag, environment, credentials.json of the data directory. */
export const findImportTarget = async ({
  url,
  writeKey,
  data,
}: Omit<TargetOptions, 'apiKey'> & { readonly writeKey?: string | undefined }): Promise<ImportTarget> => {
  const kept = url && writeKey ? {} : await credentialsIn(data);
  const found = { url: url ?? kept.url, writeKey: writeKey ?? kept.writeKey };
  if (found.url && found.writeKey) return { url: found.url.replace(/\/$/, ''), writeKey: found.writeKey };
  throw new Refused(
    `There is no credentials.json in ${data}: start Touchstone with npm start, name its directory with --data, or pass --url and --write-key.`,
  );
};
