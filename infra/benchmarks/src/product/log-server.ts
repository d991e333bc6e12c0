import { randomBytes } from 'node:crypto';
import type { Bench } from '../harness/row';

/** Fresh databases `log` and `keys` with their secrets, as every service of one deployment gets them. */
export interface LogServer {
  readonly logUrl: string;
  readonly keysUrl: string;
  readonly wrappingKey: Buffer;
  readonly env: Readonly<Record<string, string>>;
}

export const openLogServer = async (bench: Bench): Promise<LogServer> => {
  const [logUrl, keysUrl, wrappingKey] = [await bench.database(), await bench.database(), randomBytes(32)];
  const env = {
    PORT: '0',
    LOG_DATABASE_URL: logUrl,
    KEYS_DATABASE_URL: keysUrl,
    PEPPER: randomBytes(32).toString('hex'),
    DIGEST_SECRET: randomBytes(32).toString('hex'),
    WRAPPING_KEY: wrappingKey.toString('hex'),
    LOG_LEVEL: 'error',
  };
  return { logUrl, keysUrl, wrappingKey, env };
};
