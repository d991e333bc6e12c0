import { eventStoreContract, eventStoreDbEventStore } from '@touchstone/event-store';
import { startStandIn } from './stand-in/server';

const promises = { idsAcrossStreams: false };

eventStoreContract(
  'eventStoreDbEventStore, on the stand-in,',
  async () => {
    const server = await startStandIn();
    const store = await eventStoreDbEventStore({ url: server.url });
    return { ...store, close: () => store.close().then(server.stop) };
  },
  promises,
);

const url = process.env['EVENTSTORE_URL'];
if (url) eventStoreContract('eventStoreDbEventStore', () => eventStoreDbEventStore({ url }), promises);
else
  describe('eventStoreDbEventStore', () => {
    it.todo('keeps the contract on a real server: set EVENTSTORE_URL, such as esdb://127.0.0.1:2113?tls=false');
  });
