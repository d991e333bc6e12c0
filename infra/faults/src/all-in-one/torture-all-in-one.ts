import { tortureImports } from '../imports/torture-imports';
import { Product } from '../product/product';
import { faultsOf } from './faults';
import { isUnharmed, torture } from './torture';

export interface AllInOneOptions {
  /** How often each fault is caused. */
  readonly times: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const pauseMs = 30_000;
const imports = { dryMegabytes: 5_000, realMegabytes: 500 };

/** Removes the data when all went well, and else keeps it for whoever looks. */
const onProduct = async (play: (product: Product) => Promise<void>): Promise<void> => {
  const product = await Product.prepare({ LEASE_MS: '10000' });
  await product.start();
  try {
    await play(product);
  } catch (error) {
    await product.stop();
    throw new Error(`Something is wrong: the data is kept in ${product.dataDir}.`, { cause: error });
  }
  await product.remove();
};

/** Files that take minutes to import; one of them is killed on its way. Throws when something is wrong. */
export const tortureLargeImports = ({ say }: AllInOneOptions): Promise<void> =>
  onProduct((product) => tortureImports(product, { ...imports, say }));

/** Rounds of kills and pauses of the one process and its two servers. Throws when something is wrong. */
export const tortureAllInOne = ({ times, seed, say }: AllInOneOptions): Promise<void> =>
  onProduct(async (product) => {
    const report = await torture(product, {
      rounds: times * faultsOf(pauseMs).length,
      seconds: 10,
      pauseMs,
      seed,
      say,
    });
    say(JSON.stringify(report, null, 2));
    if (!isUnharmed(report)) throw new Error('Something was lost, doubled or counted wrongly.');
  });
