import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '@touchstone/testing';
import { newSent, type Sent } from '../load/sender';
import { SeparateServices } from '../product/separate';
import { Observer } from './in-flight';

export interface WorldOptions {
  /** Two processes each of repository, projections and query API, unless told otherwise. */
  readonly twice?: boolean;
  /** 1 or 3. */
  readonly brokers?: number;
  readonly env?: Record<string, string>;
  /** Where the database server keeps its data. */
  readonly databaseDir?: string;
  readonly databaseSettings?: Record<string, string>;
  /** Environment of the database server. */
  readonly databaseEnv?: Record<string, string>;
  readonly kafkaDir?: string;
  readonly kafkaSettings?: Record<string, string>;
}

/** Every app as processes of their own, on a database server and Kafka, and the notes of the load. */
export interface World {
  readonly services: SeparateServices;
  readonly kafka: RunningKafka;
  readonly sent: Sent;
  readonly observer: Observer;
  close(): Promise<void>;
}

export const openWorld = async (options: WorldOptions = {}): Promise<World> => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-torture-'));
  const kafka = await startKafka({
    dataDir: options.kafkaDir ?? folder,
    nodes: options.brokers ?? 1,
    ...(options.kafkaSettings && { settings: options.kafkaSettings }),
  });
  const closeKafka = async () => {
    await Promise.all(kafka.nodes.map((node) => node.kill()));
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const services = await SeparateServices.start({
      twice: options.twice ?? true,
      env: { LEASE_MS: '2000', KAFKA_BROKERS: kafka.brokers, ...options.env },
      ...(options.databaseSettings && { settings: options.databaseSettings }),
      ...(options.databaseEnv && { databaseEnv: options.databaseEnv }),
      ...(options.databaseDir && { dataDir: options.databaseDir }),
    });
    const sent = newSent();
    const observer = new Observer(() => services.database.url('log'), sent);
    const close = async () => {
      await observer.close();
      await services.stop();
      await closeKafka();
    };
    return { services, kafka, sent, observer, close };
  } catch (error) {
    await closeKafka();
    throw error;
  }
};
