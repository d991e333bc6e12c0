import { startOfStore, type EventStore } from '@touchstone/event-store';
import { activityCancelled, activityDone, reassignable, streamCategory } from '@touchstone/contracts';
import type { ReassignedRecord } from './reassignment';

const filter = { categories: reassignable };
/** What is over stays with who did it. */
const ends: readonly string[] = [activityDone.type, activityCancelled.type];

/** Everything that a sales person owns or has planned now, in the order of the log. Who owns what stands clear in the events. */
export const ownedBy = async (
  store: Pick<EventStore, 'follow' | 'newest'>,
  person: string,
): Promise<ReassignedRecord[]> => {
  const owners = new Map<string, string>();
  // What was answered before must be among it, also while an older transaction keeps it from being final.
  const end = await store.newest();
  const { signal } = new AbortController();
  for await (const page of store.follow({ after: startOfStore, filter, signal })) {
    for (const { stream, type, data } of page.events) {
      const { owner } = JSON.parse(data) as { owner?: string };
      if (ends.includes(type)) owners.delete(stream);
      else if (owner !== undefined) owners.set(stream, owner);
    }
    if (page.next >= end) break;
  }
  return [...owners].flatMap(([stream, owner]) => {
    const category = streamCategory(stream);
    const kind = reassignable.find((one) => one === category);
    return owner === person && kind ? [{ kind, id: stream.slice(category.length + 1) }] : [];
  });
};
