import { interactionRecorded, orderCancelled, orderCompleted, orderRefunded } from '@touchstone/contracts';

/** Types of the events in which identities take part. */
export const factTypes: readonly string[] = [
  interactionRecorded.type,
  orderCompleted.type,
  orderRefunded.type,
  orderCancelled.type,
];
