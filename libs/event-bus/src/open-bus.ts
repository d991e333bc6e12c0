import type { Pool } from 'pg';
import { kafkaEventBus } from './kafka/kafka-event-bus';
import type { KafkaSettings } from './kafka/kafka-settings';
import type { EventBus } from './port';
import { postgresEventBus } from './postgres/postgres-event-bus';

export interface BusSettings {
  /** Of the log server: the PostgreSQL bus lies there, and of Kafka what its consumers write down. */
  readonly pool: Pool;
  readonly topics?: readonly string[];
  readonly leaseMs?: number;
  /** Undefined: the PostgreSQL bus. */
  readonly kafka?: (KafkaSettings & { readonly replication?: number }) | undefined;
}

/** The bus that a deployment has chosen. */
export const openBus = ({ kafka, ...common }: BusSettings): Promise<EventBus> =>
  kafka ? kafkaEventBus({ ...common, ...kafka }) : postgresEventBus(common);
