import { openEventStore, type EventStore } from '@touchstone/event-store';
import { identifier, identityHasher } from '@touchstone/personal-data';
import {
  createLog,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  type RunningService,
} from '@touchstone/service-host';
import type { MarksOf, QueryApiConfig } from './config';
import { profileRoutes } from './customers/profile.routes';
import { frontDoorOpenapi } from './documents/front-door.files';
import { completeOpenapi } from './documents/openapi';
import { keepFresh } from './freshness/freshness.worker';
import { marksOver } from './freshness/marks.client';
import type { Owners, ReadMarks } from './freshness/owners';
import { QueryApiModule } from './query-api.module';
import { openReadModels } from './reading/read-models.tables';
import type { Sources } from './reading/sources';

const name = 'query-api';

const ownersOf = ({ owners, marksKey }: QueryApiConfig): Owners => {
  const reader = <Marks>(of: MarksOf<Marks>): ReadMarks<Marks> =>
    typeof of === 'string' ? marksOver<Marks>(of, marksKey) : of;
  const relays = Object.entries(owners.relays ?? {}).map(([store, of]) => [store, reader(of)] as const);
  return {
    repository: reader(owners.repository),
    projections: reader(owners.projections),
    relays: Object.fromEntries(relays),
  };
};

/** Opens the read side and answers from it. Its database role cannot write; the reads wait for nobody unless asked to. */
export const start = async (config: QueryApiConfig): Promise<RunningService> => {
  const log = createLog(name);
  const readPool = openPool(config.readUrl, { name, max: config.connections ?? 10, log });
  const logPool = openPool(config.logUrl, { name, max: 3, log });
  let store: Promise<EventStore> | undefined;
  const opened = () => (store ??= openEventStore({ url: config.eventStoreUrl, pool: logPool }));
  const positionAt = async (time: Date) => (await opened()).positionAt(time);
  const owners = ownersOf(config);
  const freshness = keepFresh(owners, { log });
  const readModels = openReadModels(readPool);
  const sources: Sources = {
    readModels,
    freshness,
    owners,
    identify: identifier(identityHasher(config.pepper)),
    positionAt: config.positionAt ?? positionAt,
  };
  return hostService({
    name,
    log,
    tracing: openTracing(log, { ratio: config.traceRatio }),
    module: QueryApiModule.of(sources),
    plugin: profileRoutes(sources),
    completeOpenapi,
    served: frontDoorOpenapi,
    apiKeys: openApiKeys(logPool),
    databases: { read: readPool, log: logPool },
    readiness: { read: () => readPool.query('SELECT 1'), log: () => logPool.query('SELECT 1') },
    close: async () => {
      await freshness.close();
      await readModels.close();
      await (await store?.catch(() => undefined))?.close();
      await Promise.all([readPool.end(), logPool.end()]);
    },
  });
};
