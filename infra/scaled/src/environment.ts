import { appOf, type AppName, type Secret, type Value } from '@touchstone/topology';
import type { MadeSecrets } from './secrets';
import type { Servers } from './servers';

/** As the database read, as another of its roles. */
export const roleUrl = (url: string, username: string, password: string): string => {
  const address = new URL(url);
  Object.assign(address, { username, password });
  return address.href;
};

export interface Surroundings {
  readonly servers: Pick<Servers, 'log' | 'keys' | 'read' | 'brokers'>;
  readonly secrets: MadeSecrets;
  /** Where an app is asked, whichever of its replicas answers. */
  readonly addresses: ReadonlyMap<AppName, string>;
  /** For every replica; outweighs the table. */
  readonly env: Readonly<Record<string, string>>;
}

/** Some readiness checks of the front door. */
const drainMs = '1000';

const secretOf = ({ servers, secrets }: Surroundings, name: Secret): string => {
  const addresses: Partial<Record<Secret, string>> = {
    LOG_DATABASE_URL: servers.log,
    KEYS_DATABASE_URL: servers.keys,
    READ_DATABASE_URL: servers.read,
    READER_DATABASE_URL: roleUrl(servers.read, 'touchstone_reader', secrets.READER_PASSWORD),
  };
  return addresses[name] ?? secrets[name as keyof MadeSecrets];
};

const valueOf = (surroundings: Surroundings, value: Value): string => {
  if ('text' in value) return value.text;
  if ('secret' in value) return secretOf(surroundings, value.secret);
  return surroundings.addresses.get(value.app) as string;
};

/** What a replica of an app finds in its environment. */
export const environmentOf = (app: AppName, surroundings: Surroundings): Record<string, string> => {
  const { servers, env } = surroundings;
  const fromTable = Object.entries(appOf(app).environment).map(([name, value]) => [name, valueOf(surroundings, value)]);
  return {
    HOST: '127.0.0.1',
    DRAIN_MS: drainMs,
    KAFKA_BROKERS: servers.brokers ?? '',
    ...(Object.fromEntries(fromTable) as Record<string, string>),
    ...env,
    PORT: '0',
  };
};
