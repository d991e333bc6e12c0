import type { EventData } from '@touchstone/contracts';
import { postgresEventStore } from '@touchstone/event-store';
import { eventCodec, openVault } from '@touchstone/personal-data';
import { runProjections, type Projection } from '@touchstone/subscriptions';
import type { TestServer, Wait } from './testing/road';

export const onDay = (day: number) => `2026-01-${String(day).padStart(2, '0')}T09:00:00.000Z`;

/** A store of sales that is followed by these projections, with real servers below. */
export const followStore = async (
  log: TestServer,
  read: TestServer,
  eventually: Wait,
  projections: readonly Projection[],
) => {
  const store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  const vault = await openVault({ pool: log.pool, wrappingKey: Buffer.alloc(32, 2) });
  const codec = eventCodec(vault);
  const spoiled: string[] = [];
  const pace = { slots: 2, buildsEveryMs: 20, rebuildShare: 1 };
  const running = await runProjections({
    ...{ store, codec, pool: read.pool, projections, owner: crypto.randomUUID(), ...pace },
    observer: { spoiled: (_, eventId, reason) => void spoiled.push(`${eventId} ${reason}`) },
  });
  let end = '';
  return {
    store,
    pool: read.pool,
    /** Facts that could not be folded. */
    spoiled,
    append: async (stream: string, data: unknown): Promise<string> => {
      const id = crypto.randomUUID();
      const metadata = { source: 'sales-automation', time: onDay(1), participants: [] };
      const sealed = await codec.seal([{ ...(data as EventData), id, metadata }]);
      ({ position: end } = await store.append(stream, sealed, 'any'));
      return id;
    },
    level: () =>
      eventually(
        'the read models are level',
        async () => Object.values((await running.progress()).slots).flatMap((each) => Object.values(each)),
        (all) => all.length === projections.length * 2 && all.every((one) => one >= end),
      ),
    close: async () => {
      await running.drain();
      await store.close();
      await vault.close();
      await Promise.all([log.drop(), read.drop()]);
    },
  };
};
export type Setup = Awaited<ReturnType<typeof followStore>>;
