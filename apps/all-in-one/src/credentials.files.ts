import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newKey } from '@touchstone/touchpoint-gateway';
import { readJson, writePrivateJson } from './private-file.files';

/** What a person or a script needs to begin. */
export interface Credentials {
  readonly url: string;
  readonly writeKey: string;
  readonly apiKey: string;
  readonly sqlUrl: string;
}

const pathIn = (dataDir: string): string => join(dataDir, 'credentials.json');

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

const passwordOf = (sqlUrl: string | undefined): string | undefined => {
  if (!sqlUrl || !URL.canParse(sqlUrl)) return undefined;
  return decodeURIComponent(new URL(sqlUrl).password) || undefined;
};

export interface Kept {
  readonly writeKey: string;
  readonly apiKey: string;
  readonly analystPassword: string;
  /** True when this start made them. */
  readonly isNew: boolean;
}

/** The keys of earlier starts, or new ones. */
export const loadCredentials = async (dataDir: string): Promise<Kept> => {
  const kept = (await readJson(pathIn(dataDir))) ?? {};
  const writeKey = textOf(kept['writeKey']);
  return {
    writeKey: writeKey ?? newKey('write'),
    apiKey: textOf(kept['apiKey']) ?? newKey('api'),
    analystPassword: passwordOf(textOf(kept['sqlUrl'])) ?? randomBytes(24).toString('base64url'),
    isNew: writeKey === undefined,
  };
};

export const saveCredentials = (dataDir: string, credentials: Credentials): Promise<void> =>
  writePrivateJson(pathIn(dataDir), credentials);
