import { setImmediate as nextTurn } from 'node:timers/promises';
import { workOff } from './chunk-work';
import type { ConsumerContext } from './consumer-context';
import type { Portion } from './fetch';
import { persistence } from './persistence';
import type { RepairShop } from './repair-shop';

const poll = { first: 5, most: 250 };

export const keepBeating = async (
  { membership, state, bell, beatBell }: ConsumerContext,
  onTrouble: ConsumerContext['onStatus'],
): Promise<void> => {
  const persist = persistence(() => state.ended || state.abandoned, beatBell, onTrouble);
  while (!state.ended && !state.abandoned) {
    await beatBell.wait(membership.beatInMs);
    if (!state.ended && !state.abandoned) await persist(() => membership.beat());
    if ([...membership.holding.values()].some(({ leaving }) => leaving)) bell.ring();
  }
};

export const keepWorking = async (context: ConsumerContext, repairs: RepairShop): Promise<void> => {
  const { state, bell, membership, fetch, whileRunning } = context;
  let idle = poll.first;
  let prefetched: Promise<Portion[]> | undefined;
  while (!state.stopping) {
    await whileRunning(() => membership.yieldSurplus());
    const repaired = await whileRunning(() => repairs.work());
    const ahead = prefetched;
    prefetched = undefined;
    const portions = (await whileRunning((attempt) => (ahead && attempt === 1 ? ahead : fetch()))) ?? [];
    if (state.stopping) break;
    if (portions.length > 0) {
      idle = poll.first;
      // Not before the handler has sent its first statement: what is ahead is read while the server works.
      prefetched = nextTurn().then(fetch);
      prefetched.catch(() => {}); // told when its turn comes
      await workOff(context, portions);
    } else if (!repaired) {
      await bell.wait(idle);
      idle = Math.min(idle * 2, poll.most);
    }
  }
  await prefetched?.catch(() => {});
};
