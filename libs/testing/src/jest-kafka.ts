import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startKafka, whyNoKafka, type RunningKafka } from '@touchstone/kafka';

/** Where a worker asks for the broker of this run, and why there is none. */
export const hostVariable = 'TOUCHSTONE_TEST_KAFKA';
export const whyNotVariable = 'TOUCHSTONE_TEST_KAFKA_MISSING';

/** What a worker is told. */
export interface HostedKafka {
  readonly brokers: string;
  /** The same broker by SASL over TLS, where only ACLs allow something. */
  readonly secure: { readonly brokers: string; readonly ca: string; readonly users: Readonly<Record<string, string>> };
}

export interface KafkaHost {
  close(): Promise<void>;
}

const passwords = () =>
  Object.fromEntries(['touchstone', 'shop', 'till'].map((user) => [user, randomBytes(18).toString('base64url')]));

/** One broker for all workers of a Jest run, started when the first of them asks: most runs need none. */
export const hostKafka = async (dataDir: string): Promise<KafkaHost> => {
  const why = await whyNoKafka();
  if (why) process.env[whyNotVariable] = why;
  const users = passwords();
  let starting: Promise<RunningKafka> | undefined;
  const server: Server = createServer((_, response) => {
    starting ??= startKafka({ dataDir, security: { users } });
    starting.then(
      ({ brokers, secure }) => response.end(JSON.stringify({ brokers, secure: { ...secure, users } })),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env[hostVariable] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
};
