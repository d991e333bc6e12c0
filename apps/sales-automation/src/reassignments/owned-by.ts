import { startOfStore, type EventStore } from '@touchstone/event-store';
import { activityCancelled, activityDone, reassignable, streamCategory } from '@touchstone/contracts';
import type { ReassignedRecord } from './reassignment';

const filter = { categories: reassignable };
/** What is over stays with who did it. */
const ends: readonly string[] = [activityDone.type, activityCancelled.type];

const recordOf = (stream: string): ReassignedRecord[] => {
  const category = streamCategory(stream);
  const kind = reassignable.find((one) => one === category);
  return kind ? [{ kind, id: stream.slice(category.length + 1) }] : [];
};

/**
 * Everything that a sales person owns or has planned now, in the order in which it came to him. Who owns what stands clear in
 * the events. It reads the whole log, and holds a page of it and what is the person's. Throws when it is told to stop.
 */
export const ownedBy = async (
  store: Pick<EventStore, 'follow' | 'newest'>,
  person: string,
  signal: AbortSignal,
): Promise<ReassignedRecord[]> => {
  const owned = new Set<string>();
  // What was answered before must be among it, also while an older transaction keeps it from being final.
  const end = await store.newest();
  for await (const page of store.follow({ after: startOfStore, filter, signal })) {
    for (const { stream, type, data } of page.events) {
      const { owner } = JSON.parse(data) as { owner?: string };
      if (owner === person && !ends.includes(type)) owned.add(stream);
      else if (owner !== undefined || ends.includes(type)) owned.delete(stream);
    }
    if (page.next >= end) break;
  }
  signal.throwIfAborted();
  return [...owned].flatMap(recordOf);
};
