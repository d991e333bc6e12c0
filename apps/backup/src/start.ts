import {
  createLog,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  type RunningService,
} from '@touchstone/service-host';
import { backupRoutes } from './backup.routes';
import { dumpKeys, dumpLog } from './dumps.tables';
import { openapi } from './openapi';

export interface Config {
  readonly logUrl: string;
  /** The log in EventStoreDB (esdb://...) instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  readonly keysUrl: string;
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
}

/** Streams backups to administrators. */
export const start = async ({ logUrl, eventStoreUrl, keysUrl, traceRatio }: Config): Promise<RunningService> => {
  const name = 'backup';
  const log = createLog(name);
  const logPool = openPool(logUrl, { name, max: 3, log });
  const keysPool = openPool(keysUrl, { name, max: 2, log });
  const dumps = { log: () => dumpLog(logPool), keys: () => dumpKeys(keysPool) };
  return hostService({
    name,
    openapi,
    log,
    tracing: openTracing(log, { ratio: traceRatio }),
    plugin: backupRoutes({ ...dumps, logIsElsewhere: eventStoreUrl !== undefined }, log),
    apiKeys: openApiKeys(logPool),
    databases: { log: logPool, keys: keysPool },
    readiness: { log: () => logPool.query('SELECT 1'), keys: () => keysPool.query('SELECT 1') },
    close: async () => void (await Promise.all([logPool.end(), keysPool.end()])),
  });
};
