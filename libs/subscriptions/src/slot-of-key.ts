import { partitionOf, type PlainRecorded } from '@touchstone/contracts';
import type { Opened, Projection } from './projection';

export const slotOfKey = partitionOf;

/** Of an event that a projection cannot even read the participants of, every slot learns by failing to fold it. */
export const keysOf = (projection: Projection, event: PlainRecorded): readonly string[] | 'every slot' => {
  try {
    return projection.keys(event);
  } catch {
    return 'every slot';
  }
};

/** Picks the events of a page that concern one of several slots. */
export const concerning = (projection: Projection, slot: number, slots: number) => {
  const handles = new Set(projection.handles);
  const here = (event: PlainRecorded): boolean => {
    const keys = keysOf(projection, event);
    return keys === 'every slot' || keys.some((key) => slotOfKey(key, slots) === slot);
  };
  return (opened: Opened): boolean => {
    const type = 'event' in opened ? opened.event.type : opened.recorded.type;
    if (!handles.has(type)) return false;
    // An event that cannot be opened is marked by every slot: its keys may stand in what cannot be read.
    return slots === 1 || !('event' in opened) || here(opened.event);
  };
};
