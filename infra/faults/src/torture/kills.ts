import { freeze } from '../product/processes';
import { anybodysAppends, appends, catchInFlight, requests, type Caused, type Counts, type Fault } from './fault';
import type { World } from './world';

/** What has to be in flight where, so that a kill there counts. */
const countsOf: Record<string, Counts> = { 'touchpoint-gateway': requests, 'customer-repository': appends };

const killProcess = async (world: World, name: string): Promise<Caused | undefined> => {
  const { services } = world;
  const counts = countsOf[name.replace(/-\d$/, '')] ?? anybodysAppends;
  const caught = await catchInFlight(world, () => freeze(services.pidOf(name)), counts);
  if (!caught) return undefined;
  return { ...caught, repaired: services.kill(name) };
};

const killDatabase = async (world: World): Promise<Caused | undefined> => {
  const { observer, services } = world;
  const { database } = services;
  const freezeAll = async () => freeze(database.pid, [await observer.backend()]);
  const caught = await catchInFlight(world, freezeAll, appends);
  if (!caught) return undefined;
  caught.frozen.kill();
  await database.ended();
  return { ...caught, repaired: database.startAgain() };
};

const killBroker = async (world: World, random: () => number): Promise<Caused | undefined> => {
  const { nodes } = world.kafka;
  const node = nodes[Math.floor(random() * nodes.length)]!;
  const caught = await catchInFlight(world, () => freeze(node.pid() as number), requests);
  if (!caught) return undefined;
  await node.kill();
  return { ...caught, repaired: node.start() };
};

/** kill -9 of one of all processes, while it has something unfinished in its hands. */
export const killOf = (victim: string): Fault => ({
  name: `kill -9 of ${victim}`,
  cause: (world, random) => {
    if (victim === 'postgres') return killDatabase(world);
    if (victim === 'broker') return killBroker(world, random);
    return killProcess(world, victim);
  },
});

const replicas = ['customer-repository', 'projections', 'query-api'].flatMap((app) => [`${app}-1`, `${app}-2`]);
export const victims: readonly string[] = ['touchpoint-gateway-1', ...replicas, 'postgres', 'broker'];
