import { setTimeout as sleep } from 'node:timers/promises';
import { freeze } from '../../product/processes';
import { appends, catchInFlight, requests, type Fault } from '../fault';

const outageMs = 60_000;

/** The one broker is gone for a minute: the gateway refuses meanwhile, and accepts again by itself. */
export const brokerDown: Fault = {
  name: 'broker down for 60 s',
  cause: async (world) => {
    const [node] = world.kafka.nodes;
    const caught = node && (await catchInFlight(world, () => freeze(node.pid() as number), requests));
    if (!caught) return undefined;
    await node.kill();
    await sleep(outageMs);
    await node.start();
    return caught;
  },
};

/** The database server is gone for a minute. */
export const databaseDown: Fault = {
  name: 'database down for 60 s',
  cause: async (world) => {
    const { observer, services } = world;
    const { database } = services;
    const caught = await catchInFlight(world, async () => freeze(database.pid, [await observer.backend()]), appends);
    if (!caught) return undefined;
    caught.frozen.kill();
    await database.ended();
    await sleep(outageMs);
    await database.startAgain();
    return caught;
  },
};
