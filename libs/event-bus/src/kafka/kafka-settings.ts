import { Kafka, logLevel, type KafkaConfig, type SASLOptions } from 'kafkajs';

/** How to reach a cluster. */
export interface KafkaSettings {
  /** `<host>:<port>` of some of its brokers. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** TLS: true for certificates of the machine's authorities; `ca` is PEM text. */
  readonly tls?: boolean | { readonly ca: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** A client that says nothing by itself: what goes wrong is told by the bus. */
export const openKafka = (
  { brokers, clientId = 'touchstone', tls, sasl }: KafkaSettings,
  more: Partial<KafkaConfig> = {},
): Kafka =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls && { ssl: tls === true ? true : { ca: [tls.ca] } }),
    ...(sasl && { sasl: sasl as SASLOptions }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    ...more,
  });
