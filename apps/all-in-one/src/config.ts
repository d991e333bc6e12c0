import type { Seller } from '@touchstone/sales-automation';
import type { kafkaOf } from '@touchstone/service-host';

/** What the one process runs with. */
export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly sqlPort: number;
  /** Servers of one's own instead of the embedded ones. */
  readonly logDatabaseUrl?: string | undefined;
  readonly keysDatabaseUrl?: string | undefined;
  readonly readDatabaseUrl?: string | undefined;
  /** The log in EventStoreDB instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  /** The bus in Kafka instead of the database log. */
  readonly kafka?: ReturnType<typeof kafkaOf>;
  /** Head of the proposals of sales. */
  readonly seller?: Seller | undefined;
  readonly traceRatio: number;
  /** Of OpenTelemetry; undefined: spans are log lines. */
  readonly collectorUrl: string | undefined;
  /** How long it answers on after SIGTERM, as not ready. */
  readonly drainMs?: number;
  /** After how long the work of a process that was killed is taken over. */
  readonly leaseMs?: number | undefined;
  /** Part of the time in which a version of a read model is built beside the one that answers, from 0 to 1. */
  readonly rebuildShare?: number | undefined;
  /** In tests only: where the process kills itself. */
  readonly crashAt?: string | undefined;
  /** Called once the data directory is ours. */
  readonly logTo: () => Promise<void>;
}
