import {
  eventStoreVariable,
  kafkaVariables,
  leaseVariable,
  processVariables,
  readEnv,
  rebuildShareVariable,
} from '@touchstone/service-host';
import { sellerVariables } from '@touchstone/sales-automation';
import { z } from 'zod';

const port = (meaning: string, usual: number) =>
  z.coerce.number().int().min(0).max(65_535).default(usual).describe(meaning);
const database = (name: string) =>
  z.url().optional().describe(`postgres://user:password@host/${name}, or leave it unset for the embedded server`);

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: port('the port to serve on, such as 4100', 4100),
  SQL_PORT: port('the port that read-only SQL is served on, such as 4101', 4101),
  TOUCHSTONE_DATA: z.string().default('.touchstone').describe('the directory that keeps the data'),
  LOG_FILE: z.string().optional().describe('the file to log to, or - for standard output'),
  LOG_DATABASE_URL: database('log'),
  KEYS_DATABASE_URL: database('keys'),
  READ_DATABASE_URL: database('read'),
  EVENTSTORE_URL: eventStoreVariable,
  ...kafkaVariables,
  ...sellerVariables,
  LEASE_MS: leaseVariable,
  REBUILD_SHARE: rebuildShareVariable,
  CRASH_AT: z.string().optional().describe('a crash point, in tests only'),
};

export const readVariables = () => readEnv(variables);
