import { hostVariable, whyNotVariable } from './jest-kafka';

/** `<host>:<port>,...` of KAFKA_BROKERS, or of the one broker of this Jest run, which the first call starts. */
export const testKafka = async (): Promise<string> => {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return given;
  const host = process.env[hostVariable];
  if (!host) throw new Error(`${hostVariable} is not set: testKafka() works only under the root Jest configuration.`);
  const response = await fetch(host);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
};

/** A describe whose tests need a broker. Without one they are skipped loudly, and failed where CI is true. */
export const describeWithKafka = (name: string, tests: () => void): void => {
  const why = process.env[whyNotVariable];
  if (!why) return describe(name, tests);
  if (process.env['CI'] !== 'true') return describe.skip(`${name} [${why}]`, tests);
  return describe(name, () => {
    it('needs a broker', () => {
      throw new Error(why);
    });
  });
};
