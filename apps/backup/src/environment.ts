import { databaseVariable, eventStoreVariable, portVariable, processVariables } from '@touchstone/service-host';

/** What this process reads from its environment. */
export const variables = {
  ...processVariables,
  PORT: portVariable(4109),
  LOG_DATABASE_URL: databaseVariable('log'),
  EVENTSTORE_URL: eventStoreVariable,
  KEYS_DATABASE_URL: databaseVariable('keys'),
};
