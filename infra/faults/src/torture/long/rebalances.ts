import { setTimeout as sleep } from 'node:timers/promises';
import { anything, catchInFlight, type Fault } from '../fault';
import { freeze } from '../../product/processes';

const minutes = 5;

/** A member joins the group or leaves it every 15-20 s, in turn by SIGTERM and by kill -9. */
export const rebalances: Fault = {
  name: `rebalances every 15-20 s for ${minutes} minutes`,
  cause: async (world, random) => {
    const { services } = world;
    const caught = await catchInFlight(world, () => freeze(services.pidOf('repository')), anything);
    if (!caught) return undefined;
    caught.frozen.resume();
    const signals = ['SIGTERM', 'SIGKILL'] as const;
    let changes = 0;
    const pause = () => sleep(15_000 + random() * 5_000);
    for (const until = performance.now() + minutes * 60_000; performance.now() < until; await pause()) {
      if (changes === 0) await services.run('visitor', 'customer-repository');
      else if (changes % 2 === 0) await services.startAgain('visitor');
      else await services.kill('visitor', signals[(changes >> 1) % 2]);
      changes += 1;
    }
    await services.kill('visitor');
    return { ...caught, notes: `${changes + 1} changes of the group` };
  },
};
