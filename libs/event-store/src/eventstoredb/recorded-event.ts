import { randomUUID } from 'node:crypto';
import { binaryEvent, type BinaryEventData, type RecordedEvent as Kept } from '@eventstore/db-client';
import type { EventMetadata, RecordedEvent, WireEvent } from '@touchstone/contracts';
import { placeOf } from './position';

/** Beside the data of each event. ∞ Written into the log under these names. */
interface Beside {
  readonly id: string;
  readonly schemaVersion: number;
  readonly metadata: EventMetadata;
  /** Events of the same append that did not fit into this write: those that follow belong to it. */
  readonly more?: number;
}

/**
 * The server knows each write under ids of its own, made once for all tries of one call: what it answers to a try that was
 * lost on the way is then never a guess, and what a caller sends again is found by our ids, which lie beside the data.
 */
export const toWrite = ({ id, type, schemaVersion, data, metadata }: WireEvent, more?: number): BinaryEventData => {
  const beside: Beside = { id, schemaVersion, metadata, ...(more !== undefined && { more }) };
  // Binary, because JSON would be parsed and written again: `data` is kept byte for byte.
  return binaryEvent({ id: randomUUID(), type, data: Buffer.from(data, 'utf8'), metadata: beside as never });
};

const besideOf = (kept: Kept): Beside => kept.metadata as unknown as Beside;

export const idOf = (kept: Kept): string => besideOf(kept).id;
export const moreOf = (kept: Kept): number | undefined => besideOf(kept).more;

export const toRecordedEvent = (kept: Kept): RecordedEvent => {
  const { id, schemaVersion, metadata } = besideOf(kept);
  return {
    id,
    type: kept.type,
    schemaVersion,
    data: Buffer.from(kept.data as Uint8Array).toString('utf8'),
    metadata,
    stream: kept.streamId,
    version: Number(kept.revision),
    position: placeOf(kept),
    recordedAt: kept.created.toISOString(),
  };
};
