import { setTimeout as sleep } from 'node:timers/promises';
import { hostname } from 'node:os';
import type { Registry } from 'prom-client';
import { v7 } from 'uuid';
import { canonicalJson, normaliseIdentifier, touchpointsTopic, type Identifier } from '@touchstone/contracts';
import { BusRefused, openBus, type BusSettings, type EventBus } from '@touchstone/event-bus';
import { openEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { contentDigester, eventCodec, identityHasher, openVault, type Secrets } from '@touchstone/personal-data';
import {
  createLog,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  problem,
  serviceMetrics,
  type AtCrashPoint,
  type RunningService,
  type Tracing,
} from '@touchstone/service-host';
import { noCrash } from './crash-points';
import type { CustomerParts } from './customers/customer-parts';
import { outcomeOf, resolverPosition } from './customers/customers.tables';
import { requestMigrations } from './customers/request-keys.tables';
import type { Database } from './database.tables';
import { erasureMark } from './erasure/erasure-mark.tables';
import { runErasures } from './erasure/erasure.worker';
import { internalRoutes } from './imports/internal.routes';
import { partitionNames, runInbox, type Trace } from './inbox/inbox.consumer';
import { keepBus } from './inbox/keep-bus.tables';
import { inboxSchema } from './inbox/inbox-schema.tables';
import { lastStored, readMarks as readInboxMarks } from './inbox/marks.tables';
import { readMarks, type MarkSources } from './marks';
import { measuredStore } from './measured-store';
import { repositoryMetrics, type RepositoryMetrics } from './metrics';
import { RepositoryModule } from './repository.module';
import { quarantinedIds } from './repository/inbox-reads.tables';
import { lastTold } from './resolver/progress.tables';
import { resolverMigrations, resolverSchema } from './resolver/resolver.tables';
import { runResolver, type ResolverOptions } from './resolver/resolver.worker';

export interface RepositoryConfig {
  /** PostgreSQL of the log server, database `log`. */
  readonly logUrl: string;
  /** The log in EventStoreDB (esdb://...) instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  /** PostgreSQL of the log server, database `keys`. */
  readonly keysUrl: string;
  readonly secrets: Secrets;
  /** Topics of departments beside the touchpoints, such as `department.sales`. */
  readonly departmentTopics?: readonly string[];
  /** Undefined: the bus is in the database log. */
  readonly kafka?: BusSettings['kafka'];
  /** The bus and the store, where they are not those of the log database. The repository closes them. */
  readonly bus?: EventBus;
  readonly store?: EventStore;
  /** Country of telephone numbers that stewards write without a country code. */
  readonly phoneRegion?: string;
  readonly leaseMs?: number;
  readonly maxChunk?: number;
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
  readonly atCrashPoint?: AtCrashPoint | undefined;
}

const name = 'customer-repository';

const partsOver = (
  pool: Database,
  identityOf: CustomerParts['identityOf'],
  atCrashPoint: CustomerParts['atCrashPoint'],
): Omit<CustomerParts, 'store' | 'vault' | 'codec' | 'fingerprint'> => ({
  pool,
  identityOf,
  newId: () => v7(),
  resolverPosition: async () => (await resolverPosition(pool)).position,
  outcomeOf: (instruction) => outcomeOf(pool, instruction),
  sleep: (ms) => sleep(ms),
  now: Date.now,
  atCrashPoint,
});

const markRows = (
  pool: Database,
): Pick<MarkSources, 'inboxMarks' | 'resolverPosition' | 'appended' | 'quarantined'> => ({
  inboxMarks: (partitions) => readInboxMarks(pool, partitions),
  resolverPosition: () => resolverPosition(pool),
  appended: () => Promise.all([lastStored(pool), lastTold(pool)]),
  quarantined: (ranges) => quarantinedIds(pool, ranges),
});

interface StoreParts {
  readonly pool: Database;
  readonly bus: EventBus;
  readonly registry: Registry;
}
const openStore = async (
  given: EventStore | undefined,
  url: string | undefined,
  { pool, bus, registry }: StoreParts,
) => {
  const own = given ? undefined : await openEventStore({ url, pool });
  const store = given ?? (own as EventStore);
  const oldestTransaction = own?.oldestTransaction?.bind(own);
  const metrics = repositoryMetrics(registry, {
    bus,
    store,
    resolver: () => resolverPosition(pool),
    oldestTransaction,
  });
  return { store: measuredStore(store, metrics.onAppend), metrics };
};

interface Workers extends Pick<ResolverOptions, 'pool' | 'store' | 'log' | 'atCrashPoint'> {
  readonly bus: EventBus;
  readonly topics: readonly string[];
  readonly leaseMs: number;
  readonly maxChunk: number | undefined;
  readonly metrics: RepositoryMetrics;
  readonly tracing: Tracing;
}
const runWorkers = async ({ bus, topics, leaseMs, maxChunk, metrics, tracing, ...common }: Workers) => {
  const traced =
    (operation: string): Trace =>
    (traceparents, work) =>
      tracing.span(operation, traceparents, work, { kind: 'consumer' });
  const owner = `${hostname()}/${process.pid}/${v7()}`;
  const trace = traced('resolve identities');
  const resolver = runResolver({ ...common, owner, leaseMs, trace, onPage: metrics.onPage });
  const inbox = await runInbox({
    ...common,
    bus,
    topics,
    trace: traced('store facts'),
    onChunk: metrics.onChunk,
    ...(maxChunk && { maxChunk }),
    onStatus: (status) =>
      common.log[status.kind === 'paused' || status.kind === 'parked' ? 'warn' : 'info'](status, 'inbox'),
  });
  return { inbox, resolver };
};

/** Takes facts in from the bus, decides who is who, and lets stewards merge, split and erase. */
export const start = async (config: RepositoryConfig): Promise<RunningService> => {
  const { logUrl, keysUrl, secrets, departmentTopics = [], leaseMs = 10_000 } = config;
  const log = createLog(name);
  const pool = openPool(logUrl, { name, max: 16, log });
  const keysPool = openPool(keysUrl, { name, max: 4, log });
  await migrate(pool, 'inbox', inboxSchema);
  await migrate(pool, resolverSchema, [...resolverMigrations, ...requestMigrations]);
  const vault = await openVault({ pool: keysPool, wrappingKey: secrets.wrappingKey });
  const topics = [touchpointsTopic, ...departmentTopics];
  const bus = config.bus ?? (await openBus({ pool, topics, leaseMs, kafka: config.kafka }));
  const atCrashPoint = config.atCrashPoint ?? noCrash;
  const hash = identityHasher(secrets.pepper);
  const identityOf = (identifier: Identifier) => {
    const normalised = normaliseIdentifier(identifier, config.phoneRegion);
    return normalised === undefined ? undefined : hash(identifier.type, normalised);
  };
  await keepBus(pool, await bus.identity());
  const registry = serviceMetrics(name);
  const { store, metrics } = await openStore(config.store, config.eventStoreUrl, { pool, bus, registry });
  const tracing = openTracing(log, { ratio: config.traceRatio });
  const codec = eventCodec(vault);
  const digest = contentDigester(secrets.digestSecret);
  const fingerprint = (payload: object) => digest(canonicalJson(payload));
  const parts: CustomerParts = { ...partsOver(pool, identityOf, atCrashPoint), store, vault, codec, fingerprint };
  const workers = { pool, store, bus, topics, log, atCrashPoint, leaseMs, metrics, tracing, maxChunk: config.maxChunk };
  const { inbox, resolver } = await runWorkers(workers);
  const erasures = runErasures(parts, erasureMark(pool), log);
  const marks = { store, bus, partitions: partitionNames(topics), ...markRows(pool) };
  return hostService({
    name,
    module: RepositoryModule.of(parts, { pool, bus, store, codec, newId: parts.newId }),
    plugin: internalRoutes(pool),
    apiKeys: openApiKeys(pool),
    databases: { log: pool, keys: keysPool },
    readiness: { log: () => pool.query('SELECT 1'), keys: () => keysPool.query('SELECT 1') },
    marks: (token) => readMarks(marks, token),
    metrics: registry,
    log,
    tracing,
    translateError: (error) => (error instanceof BusRefused ? problem(409, error.message) : undefined),
    close: async () => {
      await inbox.drain();
      await Promise.all([resolver.stop(), erasures.stop()]);
      await bus.close();
      await store.close();
      await vault.close();
      await Promise.all([pool.end(), keysPool.end()]);
    },
  });
};
