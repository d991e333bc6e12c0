import { ConfigurationError } from '@touchstone/service-host';
import { apps, type AppName } from '@touchstone/topology';

const names = apps.map(({ name }) => name);

/** Throws a sentence for what is no app. */
export const appNamed = (text: string): AppName => {
  const found = names.find((name) => name === text);
  if (found) return found;
  throw new ConfigurationError(`There is no app ${text}: name one of ${names.join(', ')}.`);
};

/** `projections=4,query-api=2`, also as several texts. Throws a sentence. */
export const replicasOf = (texts: readonly string[]): Partial<Record<AppName, number>> => {
  const pairs = texts.flatMap((text) => text.split(',')).filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [app = '', count = ''] = pair.split('=');
      if (!/^\d{1,2}$/.test(count))
        throw new ConfigurationError(`${pair} names no number of replicas: write it as projections=4.`);
      return [appNamed(app), Number(count)];
    }),
  );
};
