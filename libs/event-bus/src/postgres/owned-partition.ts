import type { Topic } from './topics';

/** A partition that this member holds, under the token of this assignment. A later assignment is another object. */
export interface OwnedPartition {
  /** `<topic>/<partition>` */
  readonly name: string;
  readonly topic: Topic;
  readonly partition: number;
  readonly token: string;
  /** Next offset to hand to the handler's chunk. */
  fetchNext: number;
  /** Above the fair share: given up between two chunks. */
  leaving: boolean;
  /** Keys with a poison event that blocks them, and keys whose waiting messages are being handled. */
  readonly parked: Map<string, 'blocked' | 'draining'>;
}

/** What this member holds now, by name. */
export type Holding = Map<string, OwnedPartition>;

export const isHeld = (holding: Holding, partition: OwnedPartition): boolean =>
  holding.get(partition.name) === partition;
