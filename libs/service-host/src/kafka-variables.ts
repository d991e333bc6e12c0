import { z } from 'zod';

/** Where the bus is, when it is not in the database log. */
export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').filter(Boolean))
    .optional()
    .describe('host:port of some brokers, separated by commas; without it the bus is in the database log'),
  KAFKA_TLS: z.enum(['true', 'false']).default('false').describe('true where the brokers are reached over TLS'),
  KAFKA_CA: z
    .string()
    .optional()
    .describe('PEM text of the authority of their certificates, where the machine does not know it'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .default('scram-sha-512')
    .describe('how the user name and password are shown: plain, scram-sha-256 or scram-sha-512'),
  KAFKA_USERNAME: z.string().optional().describe('the user name at the brokers; without it none is shown'),
  KAFKA_PASSWORD: z.string().default('').describe('its password'),
  KAFKA_REPLICATION: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe("copies of each partition of a topic that is made; the cluster's default without it"),
};

type KafkaEnvironment = z.output<z.ZodObject<typeof kafkaVariables>>;

/** What the bus is opened with; undefined without brokers. */
export const kafkaOf = (env: KafkaEnvironment) =>
  env.KAFKA_BROKERS && {
    brokers: env.KAFKA_BROKERS,
    ...(env.KAFKA_TLS === 'true' && { tls: env.KAFKA_CA ? { ca: env.KAFKA_CA } : true }),
    ...(env.KAFKA_USERNAME && {
      sasl: { mechanism: env.KAFKA_SASL_MECHANISM, username: env.KAFKA_USERNAME, password: env.KAFKA_PASSWORD },
    }),
    ...(env.KAFKA_REPLICATION && { replication: env.KAFKA_REPLICATION }),
  };
