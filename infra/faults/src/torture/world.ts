import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '@touchstone/testing';
import { newSent, type Sent } from '../load/sender';
import type { DatabaseOptions } from '../product/database-server';
import { ScaledServices } from '../product/scaled-services';
import { Observer } from './in-flight';

export interface WorldOptions {
  /** Of repository, projections and query API: two unless told otherwise. */
  readonly replicas?: 1 | 2;
  /** 1 or 3. */
  readonly brokers?: number;
  readonly env?: Record<string, string>;
  readonly database?: Partial<DatabaseOptions>;
  readonly kafkaDir?: string;
  readonly kafkaSettings?: Record<string, string>;
}

/** The apps scaled, on a database server and Kafka, and the notes of the load. */
export interface World {
  readonly services: ScaledServices;
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
    const services = await ScaledServices.start({
      brokers: kafka.brokers,
      env: { LEASE_MS: '2000', ...options.env },
      replicas: options.replicas ?? 2,
      ...(options.database && { database: options.database }),
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
