import { canonicalJson, departmentTopic, type FreshnessToken, type RelayMarks } from '@touchstone/contracts';
import { answersAtOnce, openRequests } from '@touchstone/durable-work';
import { openBus, relay, type BusSettings, type Relay } from '@touchstone/event-bus';
import { openEventStore, VersionConflict } from '@touchstone/event-store';
import {
  contentDigester,
  eventCodec,
  identifier,
  identityHasher,
  openVault,
  type Secrets,
} from '@touchstone/personal-data';
import {
  createLog,
  hostService,
  openApiKeys,
  openPool,
  openTracing,
  problem,
  serviceMetrics,
  type AtCrashPoint,
  type Log,
  type RunningService,
} from '@touchstone/service-host';
import { source, storeName } from './commands/append-decision';
import { commandHandler } from './commands/command-handler';
import { joinedKeys, joinedRequests } from './commands/joined';
import type { StoredAnswer } from './commands/once';
import { refusalOf } from './commands/once';
import { RuleBroken } from './commands/rule-broken';
import { keysForMs, stateCache } from './commands/state-cache';
import { noCrash } from './crash-points';
import type { Seller } from './documents/seller';
import { countReassignments, salesMetrics } from './metrics';
import { openCatalogue } from './prices/catalogue-reader';
import { runReassignments } from './reassignments/reassignments.worker';
import { SalesModule } from './sales.module';
import { keepTeams } from './teams/team-directory.worker';

export interface SalesConfig {
  /** PostgreSQL of the log server, database `log`. */
  readonly logUrl: string;
  /** The department's log in an EventStoreDB of its own instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  /** PostgreSQL of the log server, database `keys`. */
  readonly keysUrl: string;
  readonly secrets: Secrets;
  /** Undefined: the bus is in the database log. */
  readonly kafka?: BusSettings['kafka'];
  /** Country of telephone numbers without a country code. */
  readonly phoneRegion?: string | undefined;
  /** Head of the documents. */
  readonly seller?: Seller | undefined;
  readonly leaseMs?: number;
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
  readonly atCrashPoint?: AtCrashPoint | undefined;
}

/** Schemas of the department in the database log. */
const storeSchema = `store_${storeName}`;
const workSchema = `work_${storeName}`;
const timersSchema = `timers_${storeName}`;
const notebook = answersAtOnce(workSchema);
const topic = departmentTopic(storeName);
/** Of bulk requests, and of reassignments that name each record. */
const bodyLimit = 1024 * 1024;

/** Of the token's position where it names one, so that a reader waits for no more than it has to. */
const marksOf =
  (relaying: Relay) =>
  async (token?: FreshnessToken): Promise<RelayMarks> => {
    const checkpoint = await relaying.checkpoint();
    const wanted = token?.stores?.[storeName];
    const position = wanted !== undefined && wanted < checkpoint ? wanted : checkpoint;
    const published = await relaying.publishedUpTo(position);
    return { relay: checkpoint, published: Object.fromEntries(published ?? []) };
  };

const translateError = (error: unknown) => {
  if (error instanceof RuleBroken) return refusalOf(error);
  if (!(error instanceof VersionConflict)) return undefined;
  return problem(503, 'Too many change this record at the same time: repeat the request.', {
    headers: { 'retry-after': '1' },
  });
};

const openPools = ({ logUrl, keysUrl }: Pick<SalesConfig, 'logUrl' | 'keysUrl'>, log: Log) => {
  const pool = openPool(logUrl, { name: source, max: 12, log });
  // What a crash of the server forgets of it is found again in the log: the ids of a repeated request are the same.
  const requestPool = openPool(logUrl, { name: source, max: 6, log, settings: { synchronous_commit: 'off' } });
  const keysPool = openPool(keysUrl, { name: source, max: 4, log });
  const end = () => Promise.all([pool.end(), requestPool.end(), keysPool.end()]);
  return { pool, requestPool, keysPool, end };
};

/** Takes the commands of sales, keeps their events, and relays what concerns customers to the bus. */
export const start = async (config: SalesConfig): Promise<RunningService> => {
  const { secrets, leaseMs = 10_000, seller = { name: 'Touchstone' }, atCrashPoint = noCrash } = config;
  const log = createLog(source);
  const { pool, requestPool, keysPool, end } = openPools(config, log);
  const requests = await openRequests<StoredAnswer>({ pool: requestPool, schema: workSchema, leaseMs });
  const store = await openEventStore({ url: config.eventStoreUrl, pool, schema: storeSchema, notebook });
  const vault = await openVault({ pool: keysPool, wrappingKey: secrets.wrappingKey, cacheMs: keysForMs });
  const bus = await openBus({ pool, topics: [topic], leaseMs, kafka: config.kafka });
  const relaying = await relay({
    store,
    bus,
    topic,
    source,
    pool,
    leaseMs,
    onStatus: (status) => log[status.kind === 'paused' ? 'warn' : 'info'](status, 'relay'),
  });
  const registry = serviceMetrics(source);
  const metrics = salesMetrics(registry, { store, relay: relaying });
  const digest = contentDigester(secrets.digestSecret);
  const codec = eventCodec(joinedKeys(vault));
  const teams = await keepTeams(store, codec, Date.now, (error) => log.warn({ err: error }, 'teams are not followed'));
  const appending = { store, codec, identify: identifier(identityHasher(secrets.pepper)), ledBy: teams.ledBy };
  const timed = { pool, schema: timersSchema, leaseMs };
  const carried = await runReassignments({ ...appending, now: Date.now, atCrashPoint }, timed, log);
  const reassignments = countReassignments(registry, carried);
  const commands = commandHandler({
    ...appending,
    requests: joinedRequests(requests),
    states: stateCache(),
    appendNoted: store.appendNoted,
    fingerprint: (payload) => digest(canonicalJson(payload)),
    now: Date.now,
    region: config.phoneRegion,
    atCrashPoint,
    onCommand: metrics.onCommand,
  });
  return hostService({
    name: source,
    module: SalesModule.of(commands, openCatalogue(store, codec), seller, reassignments),
    bodyLimit,
    apiKeys: openApiKeys(pool),
    databases: { log: pool, keys: keysPool },
    readiness: { log: () => pool.query('SELECT 1'), keys: () => keysPool.query('SELECT 1') },
    marks: marksOf(relaying),
    metrics: registry,
    log,
    tracing: openTracing(log, { ratio: config.traceRatio }),
    translateError,
    close: async () => {
      await reassignments.stop();
      await teams.stop();
      await relaying.stop();
      await bus.close();
      await store.close();
      await vault.close();
      await end();
    },
  });
};
