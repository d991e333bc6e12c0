import { setTimeout as sleep } from 'node:timers/promises';
import { freeze } from '../../product/processes';
import { appends, catchInFlight, type Fault } from '../fault';
import type { World } from '../world';

const pauseMs = 30_000;

const tokens = async ({ observer }: World): Promise<Map<string, bigint>> => {
  const rows = await observer.query<{ topic: string; partition: number; token: string }>(
    'SELECT topic, partition, token::text AS token FROM bus_kafka.assignments',
  );
  return new Map(rows.map(({ topic, partition, token }) => [`${topic}/${partition}`, BigInt(token)]));
};

/** The holder stands still while it has something in its hands, others take over, and what it does late must be refused. */
export const pausedHolder: readonly Fault[] = ['repository', 'projections'].map((name) => ({
  name: `SIGSTOP of ${name} for ${pauseMs / 1_000} s`,
  cause: async (world) => {
    const caught = await catchInFlight(world, () => freeze(world.services.pidOf(name)), appends);
    if (!caught) return undefined;
    const before = await tokens(world);
    await sleep(pauseMs);
    const during = await tokens(world);
    caught.frozen.resume();
    const taken = [...during].filter(([partition, token]) => token > (before.get(partition) ?? 0n)).length;
    return { ...caught, notes: `${taken} partitions were taken over meanwhile` };
  },
}));
