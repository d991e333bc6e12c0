import type { EventData, PlainEvent } from '@touchstone/contracts';
import { postgresEventStore } from '@touchstone/event-store';
import { eventCodec, openVault } from '@touchstone/personal-data';
import { quotaAttainment, salesForecast, salesPipeline, salesTeams } from '@touchstone/read-models';
import { runProjections } from '@touchstone/subscriptions';
import { departmentProjections } from '../live-projections';
import { at } from '../sales-deals.test-data';
import type { TestServer, Wait } from './road';

const ofDeals = [salesTeams, salesPipeline, salesForecast, quotaAttainment].map(({ name }) => name);
const projections = departmentProjections.sales.filter(({ name }) => ofDeals.includes(name));

/** A store of sales, and the read models of deals that follow it while somebody looks at their rows. */
export const followedDeals = async (log: TestServer, read: TestServer, eventually: Wait) => {
  const store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  const vault = await openVault({ pool: log.pool, wrappingKey: Buffer.alloc(32, 2) });
  const codec = eventCodec(vault);
  let end = '';
  const run = () =>
    runProjections({ store, codec, pool: read.pool, projections, owner: crypto.randomUUID(), slots: 1 });
  return {
    pool: read.pool,
    append: async (stream: string, data: unknown, day: number): Promise<void> => {
      const event: PlainEvent = {
        ...(data as EventData),
        id: crypto.randomUUID(),
        metadata: { source: 'sales-automation', time: at(day), participants: [], imported: true },
      };
      ({ position: end } = await store.append(stream, await codec.seal([event]), 'any'));
    },
    withRows: async <Result>(work: () => Promise<Result>): Promise<Result> => {
      const running = await run();
      const slots = async () => Object.values((await running.progress()).slots).flatMap((each) => Object.values(each));
      await eventually(
        'the read models are level',
        slots,
        (all) => all.length === projections.length && all.every((one) => one >= end),
      );
      try {
        return await work();
      } finally {
        await running.drain();
      }
    },
    close: async (): Promise<void> => {
      await store.close();
      await vault.close();
      await Promise.all([log.drop(), read.drop()]);
    },
  };
};
export type FollowedDeals = Awaited<ReturnType<typeof followedDeals>>;
