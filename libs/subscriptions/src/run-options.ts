import type { EventStore, Filter } from '@touchstone/event-store';
import type { Pool } from 'pg';
import type { ProjectionObserver } from './observer';
import type { PageCodec, Projection } from './projection';

export interface RunOptions {
  readonly store: EventStore;
  readonly codec: PageCodec;
  /** Of the server that holds the rows. */
  readonly pool: Pool;
  /** Of each name every version that this program has. */
  readonly projections: readonly Projection[];
  /** Names this process among those that share the slots; unique per process. */
  readonly owner: string;
  /** Schema of slots and versions. */
  readonly schema?: string;
  /** Of each version that answers. */
  readonly slots?: number;
  readonly leaseMs?: number;
  /** Events that are read and opened at once. */
  readonly pageSize?: number;
  /** Pages that wait for the slower of the live slots, and about as many become one transaction of a slot that is behind. */
  readonly windowPages?: number;
  readonly filter?: Filter;
  readonly observer?: ProjectionObserver;
  /** True for the types that this program can read; others are skipped and counted. */
  readonly knows?: (type: string) => boolean;
  /** How often it is looked what is to be built, compared or dropped. */
  readonly buildsEveryMs?: number;
  /** Part of the time in which a version is built beside the one that answers, from 0 to 1; otherwise it lets readers go first. */
  readonly rebuildShare?: number;
}
