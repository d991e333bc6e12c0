import type { Doorbell } from '../doorbell';
import type { ConsumerStatus, HandleChunk } from '../port';
import type { Chunk } from './chunk';
import type { BusDatabase } from './database';
import type { Fetch } from './fetch';
import type { GroupMembership } from './group-membership';
import type { Persistence } from './persistence';

/** What the parts of one consumer share. */
export interface ConsumerContext {
  readonly database: BusDatabase;
  readonly group: string;
  readonly handle: HandleChunk;
  readonly membership: GroupMembership;
  readonly fetch: Fetch;
  readonly onStatus: (status: ConsumerStatus) => void;
  /** Told behind a commit, for a bus that likes to know how far a group is. */
  readonly onCommitted?: ((nexts: Chunk['nexts']) => void) | undefined;
  readonly signal: AbortSignal;
  /** `stopping`: take nothing new. `abandoned`: the deadline of the drain is over. `ended`: the group is left. */
  readonly state: { stopping: boolean; abandoned: boolean; ended: boolean };
  /** Ends an idle wait. */
  readonly bell: Doorbell;
  readonly beatBell: Doorbell;
  /** Retries while work may go on. */
  readonly whileRunning: Persistence;
  /** Retries also while the consumer drains: what is handled should be committed. */
  readonly whileDraining: Persistence;
}
