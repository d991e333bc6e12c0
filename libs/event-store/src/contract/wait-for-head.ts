import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '../port';

/** An acknowledged event becomes final a moment later: when every transaction older than its own has ended. */
export const waitForHead = async (store: EventStore, position: string): Promise<void> => {
  for (let waited = 0; (await store.head()) < position; waited += 5) {
    if (waited > 10_000) throw new Error(`The head did not reach ${position} within 10 s.`);
    await sleep(5);
  }
};
