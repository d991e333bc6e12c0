import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@touchstone/testing';
import { freeze } from '../../product/processes';
import { anybodysAppends, appends, catchInFlight, type Fault } from '../fault';
import type { World } from '../world';

const pauseMs = 30_000;

const tokens = async ({ observer }: World): Promise<Map<string, bigint>> => {
  const rows = await observer.query<{ topic: string; partition: number; token: string }>(
    'SELECT topic, partition, token::text AS token FROM bus_kafka.assignments',
  );
  return new Map(rows.map(({ topic, partition, token }) => [`${topic}/${partition}`, BigInt(token)]));
};

/** How many partitions of the bus others have taken since. */
const takenSince = async (world: World, before: ReadonlyMap<string, bigint>): Promise<number> => {
  const now = await tokens(world);
  return [...now].filter(([partition, token]) => token > (before.get(partition) ?? 0n)).length;
};

const pauseRepository: Fault = {
  name: `SIGSTOP of customer-repository for ${pauseMs / 1_000} s`,
  cause: async (world) => {
    const caught = await catchInFlight(world, () => freeze(world.services.pidOf('customer-repository-1')), appends);
    if (!caught) return undefined;
    const before = await tokens(world);
    await sleep(pauseMs);
    const taken = await takenSince(world, before);
    caught.frozen.resume();
    if (taken === 0) throw new Error('Nobody took over what the paused holder had.');
    return { ...caught, notes: `${taken} partitions were taken over meanwhile` };
  },
};

/** Each slot of a read model that it held: its late transaction is rolled back, and it says so. */
const refusals = (said: string): number => said.split('"kind":"lost"').length - 1;

const pauseProjections: Fault = {
  name: `SIGSTOP of projections for ${pauseMs / 1_000} s`,
  cause: async (world) => {
    const { services } = world;
    const said = () => services.outputOf('projections-1');
    const before = (await said()).length;
    const caught = await catchInFlight(world, () => freeze(services.pidOf('projections-1')), anybodysAppends);
    if (!caught) return undefined;
    await sleep(pauseMs);
    caught.frozen.resume();
    const refused = await eventually(
      'projections say that they lost their slots',
      async () => refusals((await said()).slice(before)),
      (count) => count > 0,
      { timeoutMs: 60_000 },
    );
    return { ...caught, notes: `${refused} slots were lost to others, and nothing was written late` };
  },
};

/** The holder stands still while it has something in its hands, others take over, and what it does late is refused. */
export const pausedHolder: readonly Fault[] = [pauseRepository, pauseProjections];
