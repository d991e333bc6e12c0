import {
  customerIdOf,
  normaliseIdentifier,
  touchpointsTopic,
  type Identifier,
  type WireEvent,
} from '@touchstone/contracts';
import { postgresEventBus } from '@touchstone/event-bus';
import { postgresEventStore } from '@touchstone/event-store';
import { identityHasher, openVault } from '@touchstone/personal-data';
import { hashKey, listen, sendLogsTo } from '@touchstone/service-host';
import { v7 } from 'uuid';
import { departmentTopicName } from './department.test-data';
import { start, type RepositoryConfig } from './start';

interface Database {
  readonly url: string;
  readonly pool: Parameters<typeof postgresEventStore>[0]['pool'];
}
export interface Answer {
  status: number;
  body: Record<string, unknown> & { customers?: { id: string; identities: number }[]; rule?: string };
  headers: Headers;
}
type Eventually = <T>(what: string, read: () => Promise<T>, until: (value: T) => boolean) => Promise<T>;

const secrets = { pepper: Buffer.alloc(32, 1), digestSecret: Buffer.alloc(32, 2), wrappingKey: Buffer.alloc(32, 3) };
const hash = identityHasher(secrets.pepper);
export const keysOf = { admin: 'an-admin', steward: 'a-steward', analyst: 'an-analyst' };

export const identityOf = ({ type, value }: Identifier): string =>
  hash(type, normaliseIdentifier({ type, value }) as string);
export const idOf = (one: Identifier): string => customerIdOf(identityOf(one));
let people = 0;
export const mail = (): Identifier => ({ type: 'email', value: `planted-${(people += 1)}@example.org` });
export const participant = (one: Identifier): string => `subject:${one.type}:${identityOf(one)}`;
export const touchpoint = (...subjects: Identifier[]): WireEvent => ({
  id: v7(),
  type: 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data: '{"kind":"track"}',
  metadata: {
    source: 'a-source',
    time: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    participants: subjects.map(participant),
  },
});

const makeKeys = async ({ pool }: Database) => {
  await pool.query(`CREATE SCHEMA access;
    CREATE TABLE access.api_keys (id uuid PRIMARY KEY, key_hash bytea, name text, role text, revoked_at timestamptz)`);
  for (const [role, key] of Object.entries(keysOf)) {
    await pool.query('INSERT INTO access.api_keys VALUES ($1, $2, $3, $3)', [v7(), hashKey(key), role]);
  }
};

/** A repository that listens, and the bus, store and vault beside it. */
export const openRepository = async (
  log: Database,
  keys: Database,
  eventually: Eventually,
  more: Partial<RepositoryConfig> = {},
) => {
  const lines: string[] = [];
  sendLogsTo({ write: (line: string) => void lines.push(line) });
  await makeKeys(log);
  const departmentTopics = [departmentTopicName];
  const service = await start({
    logUrl: log.url,
    keysUrl: keys.url,
    secrets,
    departmentTopics,
    phoneRegion: 'GB',
    ...more,
  });
  const server = await listen(service, 0);
  const bus = await postgresEventBus({ pool: log.pool, topics: [touchpointsTopic, departmentTopicName] });
  const store = await postgresEventStore({ pool: log.pool });
  const vault = await openVault({ pool: keys.pool, wrappingKey: secrets.wrappingKey, cacheMs: 0 });

  const call = async (
    method: string,
    path: string,
    body?: object,
    { key = keysOf.steward, ...others }: Record<string, string> = {},
  ): Promise<Answer> => {
    const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...others };
    const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${server.url}${path}`, sent);
    const text = await response.text();
    const parsed = (text ? JSON.parse(text) : {}) as Answer['body'];
    return { status: response.status, body: parsed, headers: response.headers };
  };
  const marks = () => service.marks?.() as Promise<{ inbox: Record<string, number>; resolver: string; head: string }>;
  /** Publishes and waits as a reader with a token does: inbox past the offsets, resolver past the head behind them. */
  const settled = async (...events: WireEvent[]): Promise<void> => {
    for (const event of events) {
      const key = event.metadata.participants[0]?.slice(-32) as string;
      const receipt = await bus.publish([{ topic: touchpointsTopic, key, event }]);
      const { head } = await eventually('the inbox is past it', marks, ({ inbox }) =>
        Object.entries(receipt).every(([name, [, last]]) => (inbox[name] ?? 0) > last),
      );
      await eventually('the resolver is past it', marks, ({ resolver }) => resolver >= head);
    }
  };
  const close = async () => {
    await Promise.all([bus.close(), store.close(), vault.close(), server.close()]);
    await service.close();
    sendLogsTo(undefined);
  };
  return { service, server, bus, store, vault, lines, call, settled, close };
};
export type OpenRepository = Awaited<ReturnType<typeof openRepository>>;
