import type { Position } from '@touchstone/event-store';

type Offsets = ReadonlyMap<string, number>;

/** Which offsets hold everything up to a position: exact per page for the last pages, one answer for all before them. */
export interface PublishedOffsets {
  /** After `position`, these are the next offsets of the partitions touched since the last call. */
  note(position: Position, touched: Offsets): void;
  /** Next offset per `<topic>/<partition>`, or undefined when the position is not yet published. */
  upTo(position: Position): Offsets | undefined;
}

/** `start` and `startOffsets`: the checkpoint when this process took over, and the heads of the topic at that moment. */
export const publishedOffsets = (start: Position, startOffsets: Offsets, keep = 1_000): PublishedOffsets => {
  let base = { position: start, offsets: startOffsets };
  const pages: { position: Position; touched: Offsets }[] = [];
  return {
    note: (position, touched) => {
      const last = pages.at(-1) ?? base;
      // An idle store moves on without events.
      if (touched.size === 0) last.position = position;
      else pages.push({ position, touched });
      const oldest = pages.length > keep ? pages.shift() : undefined;
      if (oldest) base = { position: oldest.position, offsets: new Map([...base.offsets, ...oldest.touched]) };
    },
    upTo: (position) => {
      if (position <= base.position) return base.offsets;
      const end = pages.findIndex((page) => position <= page.position);
      if (end < 0) return undefined;
      const offsets = new Map(base.offsets);
      for (const { touched } of pages.slice(0, end + 1)) for (const [name, next] of touched) offsets.set(name, next);
      return offsets;
    },
  };
};
