import { setTimeout as sleep } from 'node:timers/promises';
import { touchpointsTopic } from '@touchstone/contracts';
import { eventually } from '@touchstone/testing';
import { freeze } from '../../product/processes';
import { catchInFlight, requests, type Caused, type Fault } from '../fault';
import type { World } from '../world';

const leaders = async ({ kafka }: World): Promise<number[]> => kafka.leadersOf(touchpointsTopic);
const patience = { timeoutMs: 60_000, pauseMs: 500 };

/** Kills the broker, waits until others lead its partitions, starts it again and gives them back to it. */
const changeLeaders = async (world: World, id: number): Promise<Caused | undefined> => {
  const node = world.kafka.nodes.find((one) => one.id === id);
  const before = await leaders(world);
  const caught = node && (await catchInFlight(world, () => freeze(node.pid() as number), requests));
  if (!caught) return undefined;
  await node.kill();
  await eventually(
    'others lead',
    () => leaders(world),
    (now) => now.every((leader) => leader > 0 && leader !== id),
    patience,
  );
  await sleep(2_000);
  await node.start();
  await eventually(
    'it leads again',
    async () => {
      await world.kafka.electPreferredLeaders();
      return leaders(world);
    },
    (now) => now.includes(id),
    patience,
  );
  const moved = before.filter((leader) => leader === id).length;
  return { ...caught, notes: `${moved} of ${before.length} partitions had another leader, and were given back` };
};

/** Leaders of the topic change twice for each broker of a cluster of three: away by a kill, back by an election. */
export const leaderChanges: readonly Fault[] = [1, 2, 3].map((id) => ({
  name: `leader change: broker ${id} of 3 killed`,
  world: { brokers: 3 },
  cause: (world) => changeLeaders(world, id),
}));
