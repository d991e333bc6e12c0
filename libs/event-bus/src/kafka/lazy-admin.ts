import type { Admin, Kafka } from 'kafkajs';
import type { KafkaSettings } from './kafka-settings';
import { refusedByBrokers } from './refused-by-brokers';

/** Connects at first need; kafkajs then comes back by itself. */
export const lazyAdmin = (kafka: Kafka, settings: KafkaSettings) => {
  const admin = kafka.admin({ retry: { initialRetryTime: 100, retries: 4, maxRetryTime: 1_000 } });
  let opening: Promise<Admin> | undefined;
  const connect = () =>
    admin
      .connect()
      .then(() => admin)
      .catch((error: unknown) => {
        opening = undefined;
        throw refusedByBrokers(error, settings, { operations: ['Describe'] });
      });
  return {
    open: () => (opening ??= connect()),
    close: async () => {
      await opening?.then((one) => one.disconnect()).catch(() => {});
    },
  };
};
