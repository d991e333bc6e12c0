import { databaseVariable, portVariable, processVariables, secretVariable } from '@touchstone/service-host';
import { z } from 'zod';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4110),
  LOG_DATABASE_URL: databaseVariable('log'),
  KEYS_DATABASE_URL: databaseVariable('keys'),
  PEPPER: secretVariable,
  DIGEST_SECRET: secretVariable,
  WRAPPING_KEY: secretVariable,
  FIRST_API_KEY: z
    .string()
    .min(32)
    .optional()
    .describe('a random text of 32 characters or more, which is then an API key of the role admin'),
};
