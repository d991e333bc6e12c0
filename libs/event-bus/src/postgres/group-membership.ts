import type { Holding, OwnedPartition } from './owned-partition';

/** One member of a group, as the loops of a consumer need it. */
export interface GroupMembership {
  readonly holding: Holding;
  /** Milliseconds until the next beat should come. */
  readonly beatInMs: number;
  /** Stays or becomes a member, and takes or loses partitions. Throws when that cannot be done now. */
  beat(): Promise<void>;
  /** False when the membership may have run out: nothing may be handed to the handler then. */
  isCurrent(): boolean;
  /** Gives up what others should have; only between two chunks. */
  yieldSurplus(): Promise<void>;
  lose(partitions: readonly OwnedPartition[]): void;
  leave(): Promise<void>;
}
