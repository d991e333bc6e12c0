import { parseArgs } from 'node:util';
import { Product } from './product/product';
import { tortureImports } from './imports/torture-imports';
import { isUnharmed, torture } from './torture/torture';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '10' },
    pause: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    dry: { type: 'string', default: '5000' },
    real: { type: 'string', default: '500' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (name: keyof typeof values, least: number): number => {
  const given = Number(values[name]);
  if (!(given >= least)) throw new Error(`--${name} must be a number from ${least} on.`);
  return given;
};

const run = async (): Promise<void> => {
  const [rounds, seconds, seed] = [number('rounds', 1), number('seconds', 1), number('seed', 0)];
  const pauseMs = number('pause', 0) * 1_000;
  const product = await Product.prepare({ LEASE_MS: '10000' });
  say(`${rounds} rounds of ${seconds} s of load each on ${product.dataDir}, seed ${seed}.`);
  await product.start();
  // In megabytes.
  if (number('real', 0) > 0)
    await tortureImports(product, { dryMegabytes: number('dry', 1), realMegabytes: number('real', 0), say });
  const report = await torture(product, { rounds, seconds, pauseMs, seed, say });
  say(JSON.stringify(report, null, 2));
  if (isUnharmed(report)) {
    say('Nothing acknowledged was lost, nothing was counted twice.');
    await product.remove();
  } else {
    say(`Something is wrong: the data is kept in ${product.dataDir}.`);
    await product.stop();
    process.exitCode = 1;
  }
};

run().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
