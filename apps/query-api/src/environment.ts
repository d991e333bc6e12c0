import {
  databaseVariable,
  eventStoreVariable,
  portVariable,
  processVariables,
  secretVariable,
} from '@touchstone/service-host';
import { z } from 'zod';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4140),
  READ_DATABASE_URL: z
    .url()
    .describe('the address of the database read, as postgres://touchstone_reader:password@host:5432/read'),
  LOG_DATABASE_URL: databaseVariable('log'),
  EVENTSTORE_URL: eventStoreVariable,
  PEPPER: secretVariable,
  REPOSITORY_URL: z.url().describe('the address of customer-repository, as http://host:4120'),
  PROJECTIONS_URL: z.url().describe('the address of projections, as http://host:4130'),
  SALES_URL: z
    .url()
    .optional()
    .describe(
      'the address of sales-automation, as http://host:4150; without it no answer waits for a command of sales',
    ),
  MARKS_KEY: z
    .string()
    .optional()
    .describe('an API key of the role analyst, with which the two are asked where they are on other machines'),
  READ_CONNECTIONS: z.coerce.number().int().min(1).max(100).default(10).describe('connections to the database read'),
};
