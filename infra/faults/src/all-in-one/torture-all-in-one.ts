import { tortureImports } from '../imports/torture-imports';
import { Product } from '../product/product';
import { isUnharmed, torture } from './torture';

export interface AllInOneOptions {
  readonly seed: number;
  readonly say: (line: string) => void;
}

const rounds = { rounds: 30, seconds: 10, pauseMs: 30_000 };
const imports = { dryMegabytes: 5_000, realMegabytes: 500 };

/** Large imports and then rounds of kills and pauses of the one process and its two servers. Throws when something is wrong. */
export const tortureAllInOne = async ({ seed, say }: AllInOneOptions): Promise<void> => {
  const product = await Product.prepare({ LEASE_MS: '10000' });
  await product.start();
  await tortureImports(product, { ...imports, say });
  const report = await torture(product, { ...rounds, seed, say });
  say(JSON.stringify(report, null, 2));
  if (isUnharmed(report)) return product.remove();
  await product.stop();
  throw new Error(`Something is wrong: the data is kept in ${product.dataDir}.`);
};
