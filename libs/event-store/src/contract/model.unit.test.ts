import { modelEventStore } from '../model/model-event-store';
import { eventStoreContract } from './event-store-contract';

eventStoreContract('modelEventStore', async () => modelEventStore());
