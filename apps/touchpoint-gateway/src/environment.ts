import {
  databaseVariable,
  kafkaVariables,
  leaseVariable,
  portVariable,
  processVariables,
  secretVariable,
} from '@touchstone/service-host';
import { z } from 'zod';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4110),
  LOG_DATABASE_URL: databaseVariable('log'),
  KEYS_DATABASE_URL: databaseVariable('keys'),
  ...kafkaVariables,
  LEASE_MS: leaseVariable,
  PEPPER: secretVariable,
  DIGEST_SECRET: secretVariable,
  WRAPPING_KEY: secretVariable,
  REPOSITORY_URL: z
    .url()
    .optional()
    .describe('the address of customer-repository, as http://host:4120; without it there are no receipts'),
  REPOSITORY_KEY: z
    .string()
    .optional()
    .describe('an API key of the role analyst, with which it is asked where it is on another machine'),
  FIRST_API_KEY: z
    .string()
    .min(32)
    .optional()
    .describe('a random text of 32 characters or more, which is then an API key of the role admin'),
  SERVICE_API_KEY: z
    .string()
    .min(32)
    .optional()
    .describe('a random text of 32 characters or more, which is then an API key of the role analyst, for services'),
};
