import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, FollowOptions, Page } from './port';
import type { WakeUps } from './wake-ups';

const pause = { shortest: 5, longest: 250 };
/** An empty page says "still level"; one that only moves `next` waits a little, so that it does not cause a write each. */
const quiet = { moved: 50, still: 250 };

/** Polls, ever more slowly while nothing comes; wake-ups only shorten the wait. */
export const follower = (readAll: EventStore['readAll'], wakeUps: Pick<WakeUps, 'wait'>): EventStore['follow'] =>
  async function* follow({
    after,
    filter,
    pageSize = 1_000,
    pace = 0,
    signal: ended,
  }: FollowOptions): AsyncGenerator<Page> {
    let position = after;
    let told = 0;
    let wait = pause.shortest;
    while (!ended.aborted) {
      const page = await readAll({ after: position, limit: pageSize, ...(filter && { filter }) });
      if (ended.aborted) return;
      const moved = page.next !== position;
      if (page.events.length > 0 || performance.now() - told >= (moved ? quiet.moved : quiet.still)) {
        position = page.next;
        yield page;
        told = performance.now();
      }
      wait = moved ? pause.shortest : Math.min(2 * wait, pause.longest);
      if (pace > 0 && page.caughtUp && page.events.length === 0)
        await sleep(pace, undefined, { signal: ended }).catch(() => {});
      if (page.caughtUp) await wakeUps.wait(wait, ended);
    }
  };
