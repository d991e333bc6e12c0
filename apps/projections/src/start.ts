import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { ProjectionMarks, StoreMarks } from '@touchstone/contracts';
import { openEventStore } from '@touchstone/event-store';
import { eventCodec, identityHasher, openVault, type Secrets } from '@touchstone/personal-data';
import {
  ConfigurationError,
  createLog,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  serviceMetrics,
  type AtCrashPoint,
  type RunningService,
} from '@touchstone/service-host';
import type { FastifyInstance } from 'fastify';
import { changeAnalyticsOver, ensureAnalystRole, ensureReaderRole, publishAnalytics } from '@touchstone/read-models';
import { runProjections, type Progress, type Projection, type RunningProjections } from '@touchstone/subscriptions';
import { forgettingCodec } from './forgetting-codec';
import { departmentProjections, liveProjections } from './live-projections';
import { withCrashPoints } from './crash-points';
import { observeProjections } from './projection-metrics';
import { openapi } from './openapi';
import { rebuildRoutes, type RebuildRoutes } from './rebuild.routes';
import { repairRoutes } from './repairs.routes';

export interface ProjectionsConfig {
  /** PostgreSQL of the log server, database `log`. */
  readonly logUrl: string;
  /** The log in EventStoreDB (esdb://...) instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  /** The log of sales in an EventStoreDB of its own instead of the database log. */
  readonly salesEventStoreUrl?: string | undefined;
  /** PostgreSQL of the log server, database `keys`. */
  readonly keysUrl: string;
  /** PostgreSQL of the read server. */
  readonly readUrl: string;
  readonly secrets: Pick<Secrets, 'pepper' | 'wrappingKey'>;
  /** Names this process among the replicas; a random one unless told. */
  readonly owner?: string;
  /** Slots of each projection; fixed while its version lives. */
  readonly slots?: number;
  readonly leaseMs?: number;
  /** Part of the time in which a version is built beside the one that answers, from 0 to 1. */
  readonly rebuildShare?: number;
  /** How often it is looked what is to be built, compared or dropped. */
  readonly buildsEveryMs?: number;
  /** Names of the read models that this process keeps; all unless told. Whoever keeps all publishes the analysts' views. */
  readonly only?: readonly string[];
  /** Of the roles that read: those named here are made, or get these passwords. */
  readonly passwords?: { readonly reader?: string | undefined; readonly analyst?: string | undefined };
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
  readonly atCrashPoint?: AtCrashPoint | undefined;
}

const name = 'projections';
/** The process number tells an operator which replica holds a slot. */
const replicaName = () => `${hostname()}/${process.pid}/${randomUUID()}`;
const remedy =
  'Stop, delete the read models (the database read, or the directory postgres-read of the data directory), and start again.';

/** Throws ConfigurationError for a name that nobody has. */
const chosen = (customers: readonly Projection[], only: readonly string[] | undefined) => {
  const { sales } = departmentProjections;
  const names = [...customers, ...sales].map((projection) => projection.name);
  const unknown = only?.find((wanted) => !names.includes(wanted));
  if (unknown !== undefined)
    throw new ConfigurationError(`There is no read model ${unknown}: name some of ${names.join(', ')}.`);
  const wanted = (some: readonly Projection[]) => (only ? some.filter((one) => only.includes(one.name)) : some);
  return { ofCustomers: wanted(customers), ofSales: wanted(sales) };
};

const storeMarks = ({ slots, levelAt }: Progress): StoreMarks => ({
  slots,
  levelAt: (levelAt ?? new Date(0)).toISOString(),
});

const paceOf = ({ leaseMs, rebuildShare, buildsEveryMs }: ProjectionsConfig) => ({
  ...(leaseMs !== undefined && { leaseMs }),
  ...(rebuildShare !== undefined && { rebuildShare }),
  ...(buildsEveryMs !== undefined && { buildsEveryMs }),
});

const routesOf =
  (builds: Omit<RebuildRoutes, 'changeOver'>, ofCustomers: readonly Projection[]) =>
  async (server: FastifyInstance): Promise<void> => {
    await server.register(repairRoutes({ ...builds, projections: ofCustomers }));
    await server.register(rebuildRoutes({ ...builds, changeOver: changeAnalyticsOver }));
  };

const marksOf = async (ofCustomers: RunningProjections, ofSales: RunningProjections): Promise<ProjectionMarks> => {
  const [customers, sales] = await Promise.all([ofCustomers.progress(), ofSales.progress()]);
  return { ...storeMarks(customers), departments: { sales: storeMarks(sales) } };
};

const rebuildsOf = (pool: RebuildRoutes['pool'], followed: RebuildRoutes['followed']) => ({
  pool,
  schema: 'touchstone',
  projections: followed.flatMap(({ projections }) => projections),
  followed,
});

const ensureRoles = async (pool: Parameters<typeof ensureReaderRole>[0], { passwords }: ProjectionsConfig) => {
  const { reader, analyst } = passwords ?? {};
  if (reader) await ensureReaderRole(pool, { password: reader });
  if (analyst) await ensureAnalystRole(pool, { password: analyst });
};

/** Follows the customer repository's store, and those of the departments, and keeps the read models. */
export const start = async (config: ProjectionsConfig): Promise<RunningService> => {
  const { logUrl, keysUrl, readUrl, secrets, slots = 1, owner = replicaName() } = config;
  const log = createLog(name);
  const logPool = openPool(logUrl, { name, max: 6, log });
  const keysPool = openPool(keysUrl, { name, max: 4, log });
  // A plan made while a table is new is kept as it grows; a scan of the whole of it would be kept with it.
  const settings = { enable_seqscan: 'off' };
  const readPool = openPool(readUrl, { name, max: 8 + 14 * slots, log, settings });
  await ensureRoles(readPool, config);
  const vault = await openVault({ pool: keysPool, wrappingKey: secrets.wrappingKey });
  const store = await openEventStore({ url: config.eventStoreUrl, pool: logPool });
  const metrics = serviceMetrics(name);
  const tracing = openTracing(log, { ratio: config.traceRatio });
  const all = liveProjections(identityHasher(secrets.pepper));
  const { ofCustomers, ofSales } = chosen(all, config.only);
  const following = {
    codec: forgettingCodec(eventCodec(vault), vault),
    pool: readPool,
    owner,
    slots,
    observer: withCrashPoints(observeProjections(metrics, log, tracing), config.atCrashPoint),
    ...paceOf(config),
  };
  const running = await runProjections({ ...following, store, projections: ofCustomers });
  const salesStore = await openEventStore({ url: config.salesEventStoreUrl, pool: logPool, schema: 'store_sales' });
  const runningSales = await runProjections({ ...following, store: salesStore, projections: ofSales });
  if (!config.only) await publishAnalytics(readPool);
  const rebuilds = rebuildsOf(readPool, [
    { store, projections: all },
    { store: salesStore, projections: departmentProjections.sales },
  ]);
  const notRefused = async () => {
    const [refusal] = [...running.refusals(), ...runningSales.refusals()];
    if (refusal) throw Object.assign(new Error(refusal), { code: `${refusal} ${remedy}` });
  };
  return hostService({
    name,
    openapi,
    marks: () => marksOf(running, runningSales),
    plugin: routesOf({ ...rebuilds, slots }, ofCustomers),
    metrics,
    log,
    tracing,
    apiKeys: openApiKeys(logPool),
    databases: { log: logPool, keys: keysPool, read: readPool },
    readiness: {
      log: () => logPool.query('SELECT 1'),
      keys: () => keysPool.query('SELECT 1'),
      read: () => readPool.query('SELECT 1'),
      positions: notRefused,
    },
    close: async () => {
      await Promise.all([running.drain(), runningSales.drain()]);
      await Promise.all([store.close(), salesStore.close()]);
      await vault.close();
      await Promise.all([logPool.end(), keysPool.end(), readPool.end()]);
    },
  });
};
