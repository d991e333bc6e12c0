import { testDatabase } from '@touchstone/testing';
import { postgresEventStore } from '../postgres/postgres-event-store';
import { eventStoreContract } from './event-store-contract';

eventStoreContract('postgresEventStore', async () => {
  const database = await testDatabase();
  const store = await postgresEventStore({ pool: database.pool, schema: `it's "a" store` });
  return { ...store, close: () => store.close().then(database.drop) };
});
