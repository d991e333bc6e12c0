import { touchpointsTopic, type PlainRecorded, type RecordedEvent } from '@touchstone/contracts';
import { postgresEventBus, type BusMessage } from '@touchstone/event-bus';
import { contentDigester, eventCodec, identityHasher, openVault } from '@touchstone/personal-data';
import { listen, openPool, sendLogsTo } from '@touchstone/service-host';
import { ensureFirstKeys } from './access/first-keys.tables';
import { newKey } from './access/new-key.tables';
import { start, type GatewayConfig } from './start';

export interface Sent {
  readonly body?: unknown;
  readonly raw?: Buffer | string;
  readonly headers?: Record<string, string>;
  /** The first write key unless told; null for none. */
  readonly key?: string | null;
  readonly method?: string;
}

export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
const random = (): Buffer => Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(32)));

const caller =
  (url: string, writeKey: string) =>
  async (path: string, sent: Sent = {}) => {
    const { body, raw, headers = {}, key = writeKey, method = 'POST' } = sent;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...(key !== null && { authorization: basic(key) }), ...headers },
      ...(payload !== undefined && { body: payload as RequestInit['body'] }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return {
      status: answer.status,
      type,
      headers: answer.headers,
      body: type.includes('json') ? JSON.parse(text) : text,
    };
  };

/** What tests run against: a listening gateway on two empty databases, and a reader of its bus. */
export const openHarness = async (logUrl: string, keysUrl: string, config: Partial<GatewayConfig> = {}) => {
  sendLogsTo({ write: () => {} });
  const secrets = config.secrets ?? { pepper: random(), digestSecret: random(), wrappingKey: random() };
  const first = { writeKey: newKey('write'), apiKey: newKey('api') };
  const logPool = openPool(logUrl, { name: 'test-log' });
  const keysPool = openPool(keysUrl, { name: 'test-keys' });
  await ensureFirstKeys(logPool, first);
  const service = await start({ logUrl, keysUrl, ...config, secrets });
  const server = await listen(service, 0);
  const vault = await openVault({ pool: keysPool, wrappingKey: secrets.wrappingKey });
  const bus = await postgresEventBus({ pool: logPool });
  const delivered: BusMessage[] = [];
  const handle = async (messages: readonly BusMessage[]) => {
    delivered.push(...messages);
    return [];
  };
  await bus.consume({ group: 'test', topics: [touchpointsTopic], handle });
  const send = caller(server.url, first.writeKey);
  const events = (messages: readonly BusMessage[]) => messages.map(({ event }) => event as RecordedEvent);
  return {
    url: server.url,
    secrets,
    first,
    service,
    vault,
    rejections: { vault, hash: identityHasher(secrets.pepper), digest: contentDigester(secrets.digestSecret) },
    pool: logPool,
    send,
    asAdmin: (method: string, path: string, body?: unknown) =>
      send(path, {
        method,
        body,
        key: null,
        headers: {
          authorization: `Bearer ${first.apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
      }),
    /** What the bus has delivered since it was last taken. */
    delivered: (): readonly BusMessage[] => [...delivered],
    take: (): Promise<PlainRecorded[]> => eventCodec(vault).open(events(delivered.splice(0))),
    metric: async (name: string): Promise<string> => (await service.metrics.getSingleMetricAsString(name)) ?? '',
    close: async () => {
      await server.close();
      await service.close();
      await bus.close();
      await Promise.all([logPool.end(), keysPool.end()]);
    },
  };
};
export type Harness = Awaited<ReturnType<typeof openHarness>>;
