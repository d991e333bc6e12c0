import type { EventBus } from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';
import type { SealingCodec } from '@touchstone/personal-data';
import type { Database } from '../database.tables';

/** What the controllers of inbox, dead letters and the bus' groups work with. */
export interface RepositoryParts {
  readonly pool: Database;
  readonly bus: Pick<EventBus, 'parking' | 'publish' | 'groups' | 'topics' | 'forgetGroup'>;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly codec: SealingCodec;
  readonly newId: () => string;
}
export const repositoryParts = Symbol('repositoryParts');
