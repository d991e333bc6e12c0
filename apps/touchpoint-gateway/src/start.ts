import type { FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import { touchpointsTopic } from '@touchstone/contracts';
import { openBus, type BusSettings, type EventBus } from '@touchstone/event-bus';
import {
  contentDigester,
  eventCodec,
  eventId,
  identifier,
  identityHasher,
  openVault,
  type Secrets,
} from '@touchstone/personal-data';
import {
  createLog,
  hashKey,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  serviceMetrics,
  type AtCrashPoint,
  type RunningService,
} from '@touchstone/service-host';
import { migrateAccess } from './access/access-schema.tables';
import { ensureFirstApiKeys } from './access/first-keys.tables';
import { forgetRejectionsHourly } from './access/forget-rejections.worker';
import { keepRejections, type Keeping } from './access/keep-rejections';
import { claimTokens } from './access/allowances.tables';
import { sourceActivity } from './access/source-activity.worker';
import { sourceLimits } from './access/source-limits';
import { livingSources, sourceOfKey } from './access/sources.tables';
import { writeKeys } from './access/write-keys';
import { AdminModule } from './admin/admin.module';
import { activePlans } from './tracking-plans/active-plans';
import { migratePlans, type PlansPool } from './tracking-plans/plans-schema.tables';
import { planMetrics, type CountViolations } from './tracking-plans/plan-metrics';
import { holdEvents, type Publish } from './tracking-plans/quarantine.tables';
import { newestPlan } from './tracking-plans/versions.tables';
import { cloudEventRoutes } from './cloud-events/cloud-events.routes';
import { withCloudEvents } from './cloud-events/openapi';
import { followInbound } from './inbound/inbound.consumer';
import { inboundGauges } from './inbound/inbound-metrics';
import { ingestMetrics } from './ingest/ingest-metrics';
import { ingestRoutes, type IngestRoutes } from './ingest/ingest.routes';
import { loadLimit } from './ingest/load-limit';
import { completeOpenapi } from './ingest/openapi';

import { beginImport, recordLines } from './receipts/imports.tables';
import { migrateReceipts, type ReceiptsPool } from './receipts/receipts-schema.tables';
import { receiptRoutes, type ReceiptRoutes } from './receipts/receipts.routes';
import { countRejected } from './receipts/rejected-events.tables';
import { settledOver } from './receipts/repository.client';

export interface GatewayConfig {
  /** PostgreSQL of the log server, database `log`. */
  readonly logUrl: string;
  /** PostgreSQL of the log server, database `keys`. */
  readonly keysUrl: string;
  readonly secrets: Secrets;
  /** Undefined: the bus is in the database log. */
  readonly kafka?: BusSettings['kafka'];
  /** After how long the inbound topics of a gateway that was killed are read by another. */
  readonly leaseMs?: number | undefined;
  /** The bus, where it is not the one of the log database. The gateway closes it. */
  readonly bus?: EventBus;
  /** Address of the customer repository, which knows what became of accepted events. Without it there are no receipts. */
  readonly repositoryUrl?: string | undefined;
  /** API key (analyst or above) with which a repository on another machine is asked. */
  readonly repositoryKey?: string | undefined;
  /** Made a valid API key of the role admin, if it is none yet. */
  readonly firstApiKey?: string | undefined;
  /** Made a valid API key of the role analyst, if it is none yet. */
  readonly serviceApiKey?: string | undefined;
  /** Requests in hand before further ones are answered with 429. */
  readonly limits?: { readonly bytes: number; readonly requests: number };
  /** How often what the sources did is written down; 5 000 unless told. */
  readonly activityEveryMs?: number;
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
  readonly atCrashPoint?: AtCrashPoint | undefined;
}

const name = 'touchpoint-gateway';
const defaultLimits = { bytes: 128 * 1024 * 1024, requests: 1_000 };

const keepOver = (parts: Keeping): IngestRoutes['keep'] => {
  const keep = keepRejections(parts);
  return async (request) => {
    const { source, at, rejected } = request;
    const [ids] = await Promise.all([keep(request), countRejected(parts.pool, source.id, at, rejected.length)]);
    return ids;
  };
};

const identifyOver =
  (identify: ReturnType<typeof identifier>): IngestRoutes['identify'] =>
  ({ phoneRegion }) =>
  (sent) =>
    identify(sent, phoneRegion);

const importsOver = (pool: ReceiptsPool): IngestRoutes['imports'] => ({
  begin: (importId, sourceId) => beginImport(pool, importId, sourceId),
  record: (lines) => recordLines(pool, lines),
});

const plansOver = (pool: PlansPool, counted: CountViolations): IngestRoutes['plans'] => ({
  ...activePlans((sourceId, known) => newestPlan(pool, sourceId, known)),
  hold: (held) => holdEvents(pool, held),
  counted,
});

const routesOf =
  (ingesting: IngestRoutes, receipts: ReceiptRoutes) =>
  async (server: FastifyInstance): Promise<void> => {
    await server.register(ingestRoutes(ingesting));
    await server.register(cloudEventRoutes(ingesting));
    await server.register(receiptRoutes(receipts));
  };

const publishTouchpoints =
  (bus: EventBus): Publish =>
  (events) =>
    bus.publish(events.map((event) => ({ topic: touchpointsTopic, ...event })));

const migrateAll = async (pool: PlansPool): Promise<void> => {
  await migrateAccess(pool);
  await migrateReceipts(pool);
  await migratePlans(pool);
};

/** Asks the customer repository what became of what was accepted. */
const settledBy = ({ repositoryUrl, repositoryKey }: GatewayConfig) => settledOver(repositoryUrl, repositoryKey);

/** Takes touchpoints in and administers sources and keys. */
export const start = async (config: GatewayConfig): Promise<RunningService> => {
  const { logUrl, keysUrl, secrets, limits = defaultLimits, atCrashPoint, kafka } = config;
  const log = createLog(name);
  const pool = openPool(logUrl, { name, max: 10, log });
  const keysPool = openPool(keysUrl, { name, max: 4, log });
  await migrateAll(pool);
  await ensureFirstApiKeys(pool, config);
  const vault = await openVault({ pool: keysPool, wrappingKey: secrets.wrappingKey });
  const bus = config.bus ?? (await openBus({ pool, kafka }));
  const metrics = serviceMetrics(name);
  const hash = identityHasher(secrets.pepper);
  const digest = contentDigester(secrets.digestSecret);
  const rejections = { vault, hash, digest };
  const identifyFor = identifyOver(identifier(hash));
  const activity = sourceActivity(pool, log, config.activityEveryMs);
  const routes: IngestRoutes = {
    identify: identifyFor,
    digest,
    eventId,
    newId: () => v7(),
    codec: eventCodec(vault),
    bus,
    keep: keepOver({ ...rejections, pool, identify: identifyFor }),
    limits: sourceLimits((claim) => claimTokens(pool, claim), Date.now),
    activity,
    imports: importsOver(pool),
    plans: plansOver(pool, planMetrics(metrics)),
    metrics: ingestMetrics(metrics),
    keys: writeKeys(hashKey, (keyHash) => sourceOfKey(pool, keyHash)),
    load: loadLimit(limits.bytes, limits.requests),
    log,
    atCrashPoint,
    now: Date.now,
  };
  const inbound = kafka && followInbound(routes, { ...config, kafka, livingSources: () => livingSources(pool) });
  inboundGauges(metrics, inbound);
  const forgetting = forgetRejectionsHourly(pool, rejections, log);
  return hostService({
    name,
    module: AdminModule.of({ pool, rejections, ingesting: routes }, { pool, publish: publishTouchpoints(bus) }),
    plugin: routesOf(routes, { pool, keys: routes.keys, settled: settledBy(config) }),
    completeOpenapi: (made) => withCloudEvents(completeOpenapi(made)),
    apiKeys: openApiKeys(pool),
    databases: { log: pool, keys: keysPool },
    readiness: { log: () => pool.query('SELECT 1'), keys: () => keysPool.query('SELECT 1') },
    metrics,
    log,
    tracing: openTracing(log, { ratio: config.traceRatio }),
    close: async () => {
      forgetting.stop();
      await inbound?.drain();
      await activity.stop();
      await bus.close();
      await vault.close();
      await Promise.all([pool.end(), keysPool.end()]);
    },
  });
};
