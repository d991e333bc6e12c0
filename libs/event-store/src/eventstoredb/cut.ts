import type { WireEvent } from '@touchstone/contracts';
import { InvalidAppend } from '../errors';

/** Of the names and ids that go with an event, beyond its data and metadata. */
const overhead = 512;

const sizeOf = ({ type, data, metadata }: WireEvent): number =>
  overhead + Buffer.byteLength(type) + Buffer.byteLength(data) + Buffer.byteLength(JSON.stringify(metadata));

/**
 * Writes that the server takes, in order. More than one means that the append is not atomic: a reader may see its beginning
 * alone, and after a crash between two writes it stays begun until the same append is sent again.
 */
export const cutIntoWrites = (events: readonly WireEvent[], maxBytes: number): WireEvent[][] => {
  const writes: WireEvent[][] = [];
  let room = 0;
  for (const [index, event] of events.entries()) {
    const size = sizeOf(event);
    if (size > maxBytes)
      throw new InvalidAppend(`Event ${index} cannot be appended: it has ${size} bytes, the server takes ${maxBytes}.`);
    if (size > room) {
      writes.push([]);
      room = maxBytes;
    }
    writes.at(-1)?.push(event);
    room -= size;
  }
  return writes;
};
