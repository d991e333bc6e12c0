import type { EventDefinition } from './events/define-event';
import {
  cannotLinkLifted,
  customerLinked,
  customerMerged,
  customerSplit,
  mergeInstructed,
  rulesChanged,
  splitInstructed,
} from './identity/decisions';
import { erasureRequested, identityErased } from './identity/erasure';
import { salesEvents } from './sales/events';
import { interactionRecorded, orderCancelled, orderCompleted, orderRefunded } from './touchpoints/touchpoint-events';

/** Every event that Touchstone writes: schemas, documents and sealing are generated from this list. */
export const catalogue: readonly EventDefinition[] = [
  ...([
    interactionRecorded,
    orderCompleted,
    orderRefunded,
    orderCancelled,
    customerLinked,
    customerMerged,
    customerSplit,
    mergeInstructed,
    splitInstructed,
    cannotLinkLifted,
    rulesChanged,
    erasureRequested,
    identityErased,
  ] as unknown as readonly EventDefinition[]),
  ...salesEvents,
];

const byType = new Map(catalogue.map((definition) => [definition.type, definition]));
export const definitionOf = (type: string): EventDefinition | undefined => byType.get(type);
