import { z } from 'zod';

/** Says per variable what is wrong and what to do; never shows a value, which may be a secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const sentence = (issue: z.core.$ZodIssue, shape: z.core.$ZodShape, environment: NodeJS.ProcessEnv): string => {
  const variable = String(issue.path[0] ?? '');
  const meaning = (shape[variable] as z.ZodType | undefined)?.description ?? 'a usable value';
  if (!environment[variable]) return `${variable} is missing: set it to ${meaning}.`;
  return `${variable} cannot be used (${issue.message}): set it to ${meaning}.`;
};

/**
 * Reads the environment once, by one schema. `.describe('...')` of a variable completes the sentence "set it to ...".
 * An empty variable counts as unset. Throws ConfigurationError with one sentence for each bad variable.
 */
export const readEnv = <S extends z.core.$ZodShape>(
  shape: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<z.ZodObject<S>> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = z.object(shape).safeParse(given);
  if (read.success) return read.data;
  throw new ConfigurationError(read.error.issues.map((issue) => sentence(issue, shape, environment)).join('\n'));
};

/** The port that a process listens on. */
export const portVariable = (usual: number) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(usual)
    .describe('the port to listen on, or 0 for any that is free');

/** The address of one of the databases log, keys and read. */
export const databaseVariable = (name: string) =>
  z.url().describe(`the address of the database ${name}, as postgres://user:password@host:5432/${name}`);

/** The log in EventStoreDB instead of PostgreSQL; the same for every service of a deployment, for ever. */
export const eventStoreVariable = z
  .string()
  .regex(/^esdb(\+discover)?:\/\//)
  .optional()
  .describe('the address of an EventStoreDB, as esdb://user:password@host:2113; without it the log lies in PostgreSQL');

export const rebuildShareVariable = z.coerce
  .number()
  .gt(0)
  .max(1)
  .default(0.5)
  .describe('part of the time in which a version is built beside the one that answers; 1 builds as fast as it can');

/** After how long the work of a process that was killed is taken over. */
export const leaseVariable = z.coerce
  .number()
  .int()
  .min(500)
  .max(60_000)
  .default(10_000)
  .describe('milliseconds after which another process takes the work over of one that was killed');

/** What every process reads beside its own variables. */
export const processVariables = {
  HOST: z.string().default('127.0.0.1').describe('the address to listen on, such as 127.0.0.1 or 0.0.0.0'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('debug, info, warn or error'),
  TRACE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('the share of requests without a traceparent that are traced, from 0 to 1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'the address of a collector of OpenTelemetry, as http://host:4318, for spans and metrics; without it spans go to the log',
    ),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5_000)
    .default(0)
    .describe('milliseconds to answer on after SIGTERM, while who balances notices that the process is not ready'),
};

const bytes32 = (text: string): Buffer =>
  /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64url');

/** A variable that holds 32 secret bytes, in hex or base64url; every service of a deployment gets the same. */
export const secretVariable = z
  .string()
  .transform(bytes32)
  .refine((secret) => secret.length === 32, 'not 32 bytes')
  .describe('32 random bytes in hex or base64url, the same for every service');
