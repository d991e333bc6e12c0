import { setTimeout as sleep } from 'node:timers/promises';
import { anything, catchInFlight, type Fault } from '../fault';
import { freeze } from '../../product/processes';

const minutes = 5;

/** A member joins the group or leaves it every 15-20 s, in turn by SIGTERM and by kill -9. */
export const rebalances: Fault = {
  name: `rebalances every 15-20 s for ${minutes} minutes`,
  cause: async (world, random) => {
    const { services } = world;
    const caught = await catchInFlight(world, () => freeze(services.pidOf('customer-repository-1')), anything);
    if (!caught) return undefined;
    caught.frozen.resume();
    const app = 'customer-repository';
    const turns = [
      () => services.scale(app, 3),
      () => services.scale(app, 2),
      () => services.scale(app, 3),
      () => services.killLast(app),
    ];
    let changes = 0;
    for (const until = performance.now() + minutes * 60_000; performance.now() < until; changes++)
      await Promise.all([turns[changes % turns.length]?.(), sleep(15_000 + random() * 5_000)]);
    await services.scale(app, 2);
    return { ...caught, notes: `${changes} changes of the group` };
  },
};
