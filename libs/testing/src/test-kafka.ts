import { hostVariable, whyNotVariable, type HostedKafka } from './jest-kafka';

export type SecureKafka = HostedKafka['secure'];

/** The one broker of this Jest run, which the first call starts. */
const hosted = async (): Promise<HostedKafka> => {
  const host = process.env[hostVariable];
  if (!host) throw new Error(`${hostVariable} is not set: testKafka() works only under the root Jest configuration.`);
  const response = await fetch(host);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as HostedKafka;
};

/** `<host>:<port>,...` of KAFKA_BROKERS, or of the broker of this run. */
export const testKafka = async (): Promise<string> => process.env['KAFKA_BROKERS'] ?? (await hosted()).brokers;

/** The broker of this run with all its listeners, whatever KAFKA_BROKERS says: whoever asks makes users and ACLs there. */
export const testSecureKafka = hosted;

const skippedFor = (why: string | undefined, name: string, tests: () => void): void => {
  if (!why) return describe(name, tests);
  if (process.env['CI'] !== 'true') return describe.skip(`${name} [${why}]`, tests);
  return describe(name, () => {
    it('needs a broker', () => {
      throw new Error(why);
    });
  });
};

/** A describe whose tests need a broker. Without one they are skipped loudly, and failed where CI is true. */
export const describeWithKafka = (name: string, tests: () => void): void =>
  skippedFor(process.env['KAFKA_BROKERS'] ? undefined : process.env[whyNotVariable], name, tests);

/** The same for tests that need a broker of ours, because they kill it or make users there. */
export const describeWithOwnKafka = (name: string, tests: () => void): void =>
  skippedFor(process.env[whyNotVariable], name, tests);
