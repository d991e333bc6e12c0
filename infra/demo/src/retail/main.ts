import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { program } from 'commander';
import { readInvoices, retailFiles } from './invoices';
import { retailFolder } from './retail-folder';
import { sendTouchpoints } from './send';
import { shuffled } from './shuffle';
import { touchpointOf, type RetailTouchpoint } from './touchpoint';

interface Options {
  data?: string;
  url?: string;
  writeKey?: string;
  shuffle?: string;
  times: string;
}

interface Target {
  readonly url: string;
  readonly writeKey: string;
}

const credentials = async (): Promise<Partial<Target>> => {
  const file = join(process.env['TOUCHSTONE_DATA'] ?? '.touchstone', 'credentials.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Target;
  } catch {
    return {};
  }
};

const targetOf = async ({ url, writeKey }: Options): Promise<Target> => {
  const target = { ...(await credentials()), ...(url && { url }), ...(writeKey && { writeKey }) };
  if (target.url && target.writeKey) return target as Target;
  throw new Error('No address or write key: start Touchstone with npm start first, or give --url and --write-key.');
};

const touchpointsOf = async (folder: string, { times, shuffle }: Options): Promise<RetailTouchpoint[]> => {
  const touchpoints: RetailTouchpoint[] = [];
  for (const file of await retailFiles(folder)) {
    const { invoices } = await readInvoices(file);
    touchpoints.push(...invoices.map(touchpointOf));
  }
  const repeated = Array.from({ length: Number(times) }, () => touchpoints).flat();
  return shuffle === undefined ? repeated : shuffled(repeated, Number(shuffle));
};

const run = async (options: Options): Promise<void> => {
  const target = await targetOf(options);
  const touchpoints = await touchpointsOf(retailFolder(options.data), options);
  const bar = new SingleBar({
    format: '{bar} {value}/{total} touchpoints, {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(touchpoints.length, 0);
  const { sent, failed } = await sendTouchpoints(target, touchpoints, (done) => bar.update(done));
  bar.stop();
  process.stdout.write(`Sent ${sent} touchpoints to ${target.url}; the SDK reported ${failed} as failed.\n`);
  process.stdout.write(`See what became of them: npm run touchstone -- receipts\n`);
  if (failed > 0) process.exitCode = 1;
};

program
  .name('demo:retail')
  .description('Sends every invoice of the UCI Online Retail data set with the Segment Node SDK.')
  .option('--data <folder>', 'folder with the monthly *.csv.gz files')
  .option('--url <url>', 'address of Touchstone (default: credentials.json of the data folder)')
  .option('--write-key <key>', 'write key of the source')
  .option('--shuffle <seed>', 'send in an order that depends on the seed only')
  .option('--times <n>', 'send every touchpoint so often', '1')
  .action(run)
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
