import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startKafka, whyNoKafka, type RunningKafka } from '@touchstone/kafka';

/** Where a worker asks for the broker of this run, and why there is none. */
export const hostVariable = 'TOUCHSTONE_TEST_KAFKA';
export const whyNotVariable = 'TOUCHSTONE_TEST_KAFKA_MISSING';

export interface KafkaHost {
  close(): Promise<void>;
}

/** One broker for all workers of a Jest run, started when the first of them asks: most runs need none. */
export const hostKafka = async (dataDir: string): Promise<KafkaHost> => {
  const why = process.env['KAFKA_BROKERS'] ? undefined : await whyNoKafka();
  if (why) process.env[whyNotVariable] = why;
  let starting: Promise<RunningKafka> | undefined;
  const server: Server = createServer((_, response) => {
    starting ??= startKafka({ dataDir });
    starting.then(
      ({ brokers }) => response.end(brokers),
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
