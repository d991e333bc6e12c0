import { departmentTopic } from '@touchstone/contracts';
import { postgresEventBus } from '@touchstone/event-bus';
import { postgresEventStore } from '@touchstone/event-store';
import { hashKey, listen, sendLogsTo, type ApiKeyRole } from '@touchstone/service-host';
import { start, type SalesConfig } from './start';

export const secrets = {
  pepper: Buffer.alloc(32, 1),
  digestSecret: Buffer.alloc(32, 2),
  wrappingKey: Buffer.alloc(32, 3),
};

export interface Database {
  readonly url: string;
  readonly pool: Parameters<typeof postgresEventStore>[0]['pool'];
}
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { id: string; version: number };
  readonly headers: Headers;
}

/** Role of the key, and its person. */
const callers: Record<string, readonly [ApiKeyRole, string | null]> = {
  ana: ['rep', 'ana'],
  ben: ['rep', 'ben'],
  cleo: ['manager', 'cleo'],
  reader: ['analyst', null],
  steward: ['steward', null],
  admin: ['admin', null],
};

export const makeKeys = async ({ pool }: Database): Promise<void> => {
  await pool.query(`CREATE SCHEMA access; CREATE TABLE access.api_keys
    (id uuid DEFAULT gen_random_uuid(), name text, key_hash bytea, role text, person text, revoked_at timestamptz)`);
  for (const [name, [role, person]] of Object.entries(callers))
    await pool.query('INSERT INTO access.api_keys (name, key_hash, role, person) VALUES ($1, $2, $3, $4)', [
      name,
      hashKey(name),
      role,
      person,
    ]);
};

let keys = 0;
export const newKey = (): string => `key-${(keys += 1)}`;

/** The service as it listens, with its own store and bus beside it. */
export const openSales = async (log: Database, keysOf: Database, more: Partial<SalesConfig> = {}) => {
  await makeKeys(log);
  sendLogsTo({ write: () => {} });
  const service = await start({ logUrl: log.url, keysUrl: keysOf.url, secrets, phoneRegion: 'GB', ...more });
  const server = await listen(service, 0);
  const store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  const bus = await postgresEventBus({ pool: log.pool, topics: [departmentTopic('sales')] });

  const call = async (
    who: keyof typeof callers,
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${String(who)}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': newKey() }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text ? JSON.parse(text) : {}) as Answer['body'],
      headers: response.headers,
    };
  };
  const post = (who: keyof typeof callers, path: string, body: object, headers?: Record<string, string>) =>
    call(who, 'POST', `/sales/${path}`, body, headers);
  const get = (who: keyof typeof callers, path: string) => call(who, 'GET', `/sales/${path}`);
  const typesOf = async (stream: string): Promise<string[]> =>
    (await store.readStream(stream)).events.map(({ type }) => type);
  const close = async () => {
    await Promise.all([bus.close(), store.close(), server.close()]);
    await service.close();
  };
  return { service, server, store, bus, call, post, get, typesOf, close };
};
export type OpenSales = Awaited<ReturnType<typeof openSales>>;
