import {
  databaseVariable,
  kafkaVariables,
  leaseVariable,
  portVariable,
  processVariables,
  secretVariable,
} from '@touchstone/service-host';
import { z } from 'zod';
import { sellerVariables } from './documents/seller';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4150),
  LOG_DATABASE_URL: databaseVariable('log'),
  SALES_EVENTSTORE_URL: z
    .string()
    .regex(/^esdb(\+discover)?:\/\//)
    .optional()
    .describe(
      'the address of an EventStoreDB of its own, which no other service uses, as esdb://user:password@host:2113; without it its log lies in PostgreSQL',
    ),
  KEYS_DATABASE_URL: databaseVariable('keys'),
  ...kafkaVariables,
  PEPPER: secretVariable,
  DIGEST_SECRET: secretVariable,
  WRAPPING_KEY: secretVariable,
  PHONE_REGION: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('the ISO 3166 country of telephone numbers without a country code, such as GB'),
  ...sellerVariables,
  LEASE_MS: leaseVariable,
  CRASH_AT: z.string().optional().describe('a crash point, in tests only'),
};
