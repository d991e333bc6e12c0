import { stringify } from 'yaml';
import { appOf, apps, commandOf, drainMs, frontPort, secrets, type App, type Secret, type Value } from './table';

const image = 'touchstone:${TOUCHSTONE_VERSION:-latest}';
const postgresImage = 'postgres:18-bookworm';
const database = (server: string, role: string, password: string, name: string): string =>
  `postgres://${role}:\${${password}}@${server}:5432/${name}`;

/** Where a secret is known from the compose file itself, it is put together there. */
const known: Partial<Record<Secret, string>> = {
  LOG_DATABASE_URL: database('postgres-log', 'touchstone', 'POSTGRES_PASSWORD', 'log'),
  KEYS_DATABASE_URL: database('postgres-log', 'touchstone', 'POSTGRES_PASSWORD', 'keys'),
  READ_DATABASE_URL: database('postgres-read', 'touchstone', 'POSTGRES_PASSWORD', 'read'),
  READER_DATABASE_URL: database('postgres-read', 'touchstone_reader', 'READER_PASSWORD', 'read'),
};
const secretOf = (name: Secret): string =>
  known[name] ?? `\${${name}:?${secrets[name]}; npm run --silent topology -- secrets > .env makes all of them}`;

const valueOf = (value: Value): string => {
  if ('text' in value) return value.text;
  if ('secret' in value) return secretOf(value.secret);
  return `http://${value.app}:${appOf(value.app).port}`;
};

/** Choices that the compose file itself makes. */
const chosen: Readonly<Record<string, string>> = { KAFKA_BROKERS: 'kafka:9092' };

const healthy = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { condition: 'service_healthy' }]));

const probe = (port: number): string[] => [
  'CMD',
  'node',
  '-e',
  `fetch('http://127.0.0.1:${port}/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
];

/** What must be there before an app can start. */
const waitsFor = ({ name, after }: App): string[] => {
  const servers = name === 'projections' ? ['postgres-log', 'postgres-read'] : ['postgres-log'];
  return [...servers, 'kafka', ...after];
};

const serviceOf = (app: App) => ({
  image,
  build: { context: '.', target: 'app' },
  command: commandOf(app),
  environment: {
    HOST: '0.0.0.0',
    PORT: String(app.port),
    DRAIN_MS: String(drainMs),
    ...Object.fromEntries(app.choices.map((name) => [name, chosen[name] ?? `\${${name}:-}`])),
    ...Object.fromEntries(Object.entries(app.environment).map(([name, value]) => [name, valueOf(value)])),
  },
  depends_on: healthy(...waitsFor(app)),
  deploy: { replicas: app.replicas.least, resources: { limits: { memory: `${app.memoryMb}M` } } },
  // Each check starts a Node: seldom, and with time to answer on a busy machine.
  healthcheck: { test: probe(app.port), interval: '10s', timeout: '10s', retries: 12, start_period: '5m' },
  read_only: true,
  tmpfs: ['/tmp'],
  stop_grace_period: '30s',
  restart: 'unless-stopped',
});

/**
 * For the most replicas of the table on the server of the log: gateway 8 x 15, repository 6 x 21, sales 6 x 23, projections
 * 4 x 10, query API 8 x 3, backup 5, and the server's own (docs/running-services.md, Connections per process).
 */
const settings = { max_connections: '500', shared_buffers: '512MB', max_wal_size: '4GB' };

const postgres = (databases: readonly string[], volume: string) => ({
  image: postgresImage,
  command: ['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
  environment: {
    POSTGRES_USER: 'touchstone',
    POSTGRES_PASSWORD:
      '${POSTGRES_PASSWORD:?the password of the databases; npm run --silent topology -- secrets > .env makes all of them}',
    POSTGRES_DB: databases[0],
    TOUCHSTONE_DATABASES: databases.slice(1).join(' '),
    POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C',
  },
  volumes: [
    `${volume}:/var/lib/postgresql`,
    './infra/postgres/databases.sh:/docker-entrypoint-initdb.d/databases.sh:ro',
  ],
  healthcheck: {
    test: ['CMD', 'pg_isready', '-U', 'touchstone', '-d', databases[0]],
    interval: '2s',
    timeout: '3s',
    retries: 30,
    // What fails in it does not count: a machine with much to do makes a database in minutes.
    start_period: '5m',
  },
  restart: 'unless-stopped',
});

const kafka = {
  image: 'apache/kafka:4.1.0',
  environment: {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093',
    // Given one setting, the image takes none of its own defaults any more: without it the log lies outside of the volume.
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  },
  volumes: ['kafka:/var/lib/kafka/data'],
  healthcheck: {
    test: ['CMD-SHELL', '/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092 > /dev/null'],
    interval: '5s',
    timeout: '10s',
    retries: 24,
    start_period: '5m',
  },
  restart: 'unless-stopped',
};

/** Started by `--profile eventstoredb`, with EVENTSTORE_URL=esdb://eventstoredb:2113?tls=false. */
const eventstoredb = {
  image: 'eventstore/eventstore:24.10',
  profiles: ['eventstoredb'],
  environment: { EVENTSTORE_INSECURE: 'true', EVENTSTORE_RUN_PROJECTIONS: 'None' },
  volumes: ['eventstoredb:/var/lib/eventstore'],
  restart: 'unless-stopped',
};

const front = {
  image: 'caddy:2',
  ports: [`127.0.0.1:\${PORT:-${frontPort}}:${frontPort}`],
  volumes: ['./infra/topology/Caddyfile:/etc/caddy/Caddyfile:ro'],
  depends_on: healthy(...apps.map(({ name }) => name)),
  restart: 'unless-stopped',
};

const note = ` Generated from infra/topology by "npm run topology": change the table there.
 npm run --silent topology -- secrets > .env     once, and keep it: what it holds can never be changed
 docker compose up --build --detach     then http://127.0.0.1:${frontPort}`;

/** docker-compose.yml: the whole product on servers of its own, each app from one image. */
export const composeFile = (): string => {
  const services = {
    'postgres-log': postgres(['log', 'keys'], 'postgres-log'),
    'postgres-read': postgres(['read'], 'postgres-read'),
    kafka,
    eventstoredb,
    ...Object.fromEntries(apps.map((app) => [app.name, serviceOf(app)])),
    front,
  };
  const volumes = Object.fromEntries(
    ['postgres-log', 'postgres-read', 'kafka', 'eventstoredb'].map((name) => [name, {}]),
  );
  const text = stringify({ services, volumes }, { lineWidth: 0, aliasDuplicateObjects: false });
  return `${note.replace(/^/gm, '#')}\n${text}`;
};
