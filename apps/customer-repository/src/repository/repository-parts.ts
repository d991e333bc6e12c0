import type { EventBus } from '@touchstone/event-bus';
import type { Database } from '../database.tables';

/** What the controllers of inbox, quarantine and parking work with. */
export interface RepositoryParts {
  readonly pool: Database;
  readonly bus: Pick<EventBus, 'parking'>;
}
export const repositoryParts = Symbol('repositoryParts');
