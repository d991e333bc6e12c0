import { v5 } from 'uuid';

/** ∞ The id of an event that an emitter named: derived from the source record and the emitter's own id. */
export const eventIdOf = (sourceId: string, emitterId: string): string => v5(emitterId, sourceId);
/** ∞ What stands for the emitter's id where that is a CloudEvent's. */
export const cloudEventEmitterId = (source: string, id: string): string => `ce\n${source}\n${id}`;
/** ∞ For CloudEvents the `source` attribute stands behind our source record, because ids are unique only within it. */
export const cloudEventIdOf = (sourceId: string, source: string, id: string): string =>
  eventIdOf(sourceId, cloudEventEmitterId(source, id));
/** ∞ The id of the copy of a department's event in a customer stream. */
export const copyIdOf = (originId: string): string => v5('copy', originId);
/** ∞ The id of a repair, derived from what it repairs and from its content: the same repair twice is one event. */
export const repairIdOf = (originalId: string, content: string): string => v5(`repair\n${content}`, originalId);
