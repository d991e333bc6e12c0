import {
  databaseVariable,
  eventStoreVariable,
  leaseVariable,
  portVariable,
  processVariables,
  rebuildShareVariable,
  secretVariable,
} from '@touchstone/service-host';
import { z } from 'zod';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4130),
  LOG_DATABASE_URL: databaseVariable('log'),
  EVENTSTORE_URL: eventStoreVariable,
  SALES_EVENTSTORE_URL: eventStoreVariable.describe(
    'the address of the EventStoreDB of sales; without it its log lies in PostgreSQL',
  ),
  KEYS_DATABASE_URL: databaseVariable('keys'),
  READ_DATABASE_URL: databaseVariable('read'),
  PEPPER: secretVariable,
  WRAPPING_KEY: secretVariable,
  PROJECTION_SLOTS: z.coerce.number().int().min(1).max(64).default(1).describe('slots of each projection'),
  PROJECTIONS: z
    .string()
    .optional()
    .transform((list) => list?.split(',').filter(Boolean))
    .describe('the read models that this process keeps, separated by commas, as customer-profile,customer-timeline'),
  LEASE_MS: leaseVariable,
  REBUILD_SHARE: rebuildShareVariable,
  READER_PASSWORD: z
    .string()
    .min(16)
    .optional()
    .describe('the password of touchstone_reader, the role of query-api, which is then made or changed'),
  ANALYST_PASSWORD: z
    .string()
    .min(16)
    .optional()
    .describe('the password of touchstone_analyst, the role of people who query by SQL, which is then made or changed'),
};
