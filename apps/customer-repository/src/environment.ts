import {
  databaseVariable,
  kafkaVariables,
  eventStoreVariable,
  leaseVariable,
  portVariable,
  processVariables,
  secretVariable,
} from '@touchstone/service-host';
import { z } from 'zod';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4120),
  LOG_DATABASE_URL: databaseVariable('log'),
  EVENTSTORE_URL: eventStoreVariable,
  KEYS_DATABASE_URL: databaseVariable('keys'),
  ...kafkaVariables,
  PEPPER: secretVariable,
  DIGEST_SECRET: secretVariable,
  WRAPPING_KEY: secretVariable,
  DEPARTMENT_TOPICS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter(Boolean))
    .describe('topics of departments, separated by commas, as department.sales,department.service'),
  PHONE_REGION: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('the ISO 3166 country of telephone numbers without a country code, such as GB'),
  LEASE_MS: leaseVariable,
  CRASH_AT: z.string().optional().describe('a crash point, in tests only'),
};
