import { startOfStore } from '@touchstone/event-store';
import { carryOut, requestOf, type Erasing } from './erase';

/** Where the last finished erasure stands. */
export interface ErasureMark {
  read(): Promise<string>;
  move(position: string): Promise<void>;
}

/** Carries out what was requested and not finished. Answers how many requests it finished. */
export const finishErasures = async (erasing: Erasing, mark: ErasureMark): Promise<number> => {
  let finished = 0;
  for (let after = await mark.read(); ;) {
    const page = await readRequests(erasing, after);
    for (const event of page.events) {
      await carryOut(erasing, requestOf(event));
      await mark.move(event.position);
      finished += 1;
    }
    after = page.next;
    if (page.caughtUp) return finished;
  }
};

/** Deletes every key that was ever erased once more, because a restored backup of the keys brings them back. */
export const eraseAgain = async (erasing: Erasing): Promise<void> => {
  for (let after = startOfStore; ;) {
    const page = await readRequests(erasing, after);
    const keys = page.events.flatMap((event) => requestOf(event).identities);
    if (keys.length > 0) await erasing.vault.destroyKeys(keys);
    after = page.next;
    if (page.caughtUp) return;
  }
};

const readRequests = ({ store }: Erasing, after: string) =>
  store.readAll({ after, limit: 500, filter: { categories: ['erasure'] } });
