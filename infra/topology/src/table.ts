import type { AppName } from '@touchstone/contracts';

/** A value that an app gets from its surroundings. */
export type Value =
  | { readonly text: string }
  /** Name of a secret of the deployment. */
  | { readonly secret: Secret }
  /** The address of another app, whichever of its replicas answers. */
  | { readonly app: AppName };

/** What a deployment has to be given; everything else follows from this table. */
export const secrets = {
  LOG_DATABASE_URL: 'the database log, as postgres://touchstone:password@host:5432/log',
  KEYS_DATABASE_URL: 'the database keys',
  READ_DATABASE_URL: 'the database read, as its owner',
  READER_DATABASE_URL: 'the database read, as the role touchstone_reader',
  PEPPER: '32 random bytes in hex, for ever the same',
  DIGEST_SECRET: '32 random bytes in hex, for ever the same',
  WRAPPING_KEY: '32 random bytes in hex, for ever the same',
  FIRST_API_KEY: 'a random text of 32 characters or more: the key of the administrator',
  SERVICE_API_KEY:
    'a random text of 32 characters or more: the key with which services ask each other; it may only read',
  READER_PASSWORD: 'of the role touchstone_reader',
  ANALYST_PASSWORD: 'of the role touchstone_analyst, for SQL',
} as const;
export type Secret = keyof typeof secrets;

export interface App {
  readonly name: AppName;
  readonly port: number;
  /** How many are started; between these two where the number follows the load. */
  readonly replicas: { readonly least: number; readonly most: number };
  /** More are started when the processor is busy, or when what they work off waits for longer than that. */
  readonly scalesOn:
    { readonly cpuPercent: number } | { readonly metric: string; readonly seconds: number } | undefined;
  readonly environment: Readonly<Record<string, Value>>;
  /** Variables that a deployment may give it besides. */
  readonly choices: readonly string[];
  /** Apps that must have been ready once before it can start the first time. */
  readonly after: readonly AppName[];
  readonly memoryMb: number;
  /** Options of Node that it is started with. */
  readonly nodeArgs: readonly string[];
}

const secret = (name: Secret): Value => ({ secret: name });
const text = (value: string): Value => ({ text: value });
const address = (app: AppName): Value => ({ app });

const log = { LOG_DATABASE_URL: secret('LOG_DATABASE_URL'), KEYS_DATABASE_URL: secret('KEYS_DATABASE_URL') };
const keys = { PEPPER: secret('PEPPER'), WRAPPING_KEY: secret('WRAPPING_KEY') };

const watching = ['LOG_LEVEL', 'TRACE_RATIO', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
const bus = [
  'KAFKA_BROKERS',
  'KAFKA_TLS',
  'KAFKA_CA',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_USERNAME',
  'KAFKA_PASSWORD',
  'KAFKA_REPLICATION',
];

/** Every service of Touchstone: docker-compose.yml and the manifests for Kubernetes are generated from this table. */
export const apps: readonly App[] = [
  {
    name: 'touchpoint-gateway',
    port: 4110,
    replicas: { least: 2, most: 8 },
    scalesOn: { cpuPercent: 70 },
    environment: {
      ...log,
      ...keys,
      DIGEST_SECRET: secret('DIGEST_SECRET'),
      FIRST_API_KEY: secret('FIRST_API_KEY'),
      REPOSITORY_URL: address('customer-repository'),
      SERVICE_API_KEY: secret('SERVICE_API_KEY'),
      REPOSITORY_KEY: secret('SERVICE_API_KEY'),
    },
    choices: [...watching, ...bus, 'LEASE_MS'],
    after: [],
    memoryMb: 512,
    nodeArgs: [],
  },
  {
    name: 'customer-repository',
    port: 4120,
    replicas: { least: 2, most: 6 },
    scalesOn: { metric: 'touchstone_inbox_lag_seconds', seconds: 10 },
    environment: {
      ...log,
      ...keys,
      DIGEST_SECRET: secret('DIGEST_SECRET'),
      DEPARTMENT_TOPICS: text('department.sales'),
    },
    choices: [...watching, ...bus, 'EVENTSTORE_URL', 'PHONE_REGION', 'LEASE_MS'],
    after: [],
    memoryMb: 768,
    // A chunk of the inbox and a page of the resolver outlive a young generation of the usual size.
    nodeArgs: ['--max-semi-space-size=64'],
  },
  {
    name: 'sales-automation',
    port: 4150,
    replicas: { least: 2, most: 6 },
    scalesOn: { cpuPercent: 70 },
    environment: { ...log, ...keys, DIGEST_SECRET: secret('DIGEST_SECRET') },
    choices: [...watching, ...bus, 'SALES_EVENTSTORE_URL', 'PHONE_REGION', 'SELLER_NAME', 'SELLER_LOGO', 'LEASE_MS'],
    after: [],
    memoryMb: 512,
    // The states of the streams that were written last outlive a young generation of the usual size.
    nodeArgs: ['--max-semi-space-size=32'],
  },
  {
    name: 'projections',
    port: 4130,
    replicas: { least: 2, most: 4 },
    scalesOn: { metric: 'touchstone_projection_lag_seconds', seconds: 10 },
    environment: {
      ...log,
      ...keys,
      READ_DATABASE_URL: secret('READ_DATABASE_URL'),
      PROJECTION_SLOTS: text('4'),
      READER_PASSWORD: secret('READER_PASSWORD'),
      ANALYST_PASSWORD: secret('ANALYST_PASSWORD'),
    },
    choices: [...watching, 'EVENTSTORE_URL', 'SALES_EVENTSTORE_URL', 'PROJECTIONS', 'REBUILD_SHARE', 'LEASE_MS'],
    after: [],
    memoryMb: 1024,
    nodeArgs: [],
  },
  {
    name: 'query-api',
    port: 4140,
    replicas: { least: 2, most: 8 },
    scalesOn: { cpuPercent: 70 },
    environment: {
      LOG_DATABASE_URL: secret('LOG_DATABASE_URL'),
      READ_DATABASE_URL: secret('READER_DATABASE_URL'),
      PEPPER: secret('PEPPER'),
      REPOSITORY_URL: address('customer-repository'),
      PROJECTIONS_URL: address('projections'),
      SALES_URL: address('sales-automation'),
      MARKS_KEY: secret('SERVICE_API_KEY'),
    },
    // It logs in as a role that projections makes.
    choices: [...watching, 'EVENTSTORE_URL', 'READ_CONNECTIONS'],
    after: ['projections'],
    memoryMb: 512,
    nodeArgs: [],
  },
  {
    name: 'backup',
    port: 4109,
    replicas: { least: 1, most: 1 },
    scalesOn: undefined,
    environment: log,
    choices: [...watching, 'EVENTSTORE_URL'],
    after: [],
    memoryMb: 256,
    nodeArgs: [],
  },
];

export const appOf = (name: AppName): App => apps.find((app) => app.name === name) as App;
/** From the root of the workspace. */
export const commandOf = ({ name, nodeArgs }: Pick<App, 'name' | 'nodeArgs'>): string[] => [
  'node',
  ...nodeArgs,
  `apps/${name}/dist/main.js`,
];
export const frontPort = 4100;
/** How long a service answers on after SIGTERM: longer than it takes until nobody sends it requests any more. */
export const drainMs = 5_000;

/** Secrets that are made up once for a deployment, each as 32 random bytes in hex; the addresses follow from the servers. */
export const madeSecrets = [
  'PEPPER',
  'DIGEST_SECRET',
  'WRAPPING_KEY',
  'FIRST_API_KEY',
  'SERVICE_API_KEY',
  'READER_PASSWORD',
  'ANALYST_PASSWORD',
] as const satisfies readonly Secret[];
