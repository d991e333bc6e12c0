import { SingleBar } from 'cli-progress';
import { program } from 'commander';
import { playQuarter, type Played } from './play';
import { read, targetOf, type Target } from './touchstone';

interface Options {
  url?: string;
  apiKey?: string;
  leads: string;
  play: string;
}
interface Found {
  readonly items: readonly { readonly id: string }[];
}
interface Forecast {
  readonly converted: { readonly currency: string; readonly amount: string; readonly weighted: string };
}
interface Attainment {
  readonly items: readonly {
    readonly holder: string;
    readonly won: string;
    readonly attainment: string | null;
  }[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const tell = async (target: Target, play: string, { counts, position, ...made }: Played): Promise<void> => {
  const forecast = `/sales/forecast?by=rep&team=${play}&rateTable=${made.rateTable}`;
  const customers = await read<Found>(target, `/customers?identifier=email:${made.email}`, position);
  const { converted } = await read<Forecast>(target, forecast, position);
  const attained = await read<Attainment>(target, '/sales/attainment', position);
  const what = Object.entries(counts).map(([name, number]) => `${number} ${name}`);
  say(what.join(', '));
  say(`open deals of the team: ${converted.amount} ${converted.currency}, weighted ${converted.weighted}`);
  for (const { holder, won, attainment } of attained.items)
    say(`${holder} won ${won}, ${Math.round(100 * Number(attainment))} % of the quota`);
  const customer = `${target.url}/customers/${customers.items[0]?.id}`;
  const addresses = {
    'a customer': customer,
    'what happened': `${customer}/timeline`,
    leads: `${target.url}/sales/leads?status=open`,
    'contacts made': `${target.url}/sales/contacts-made`,
    'hand-offs': `${target.url}/sales/handoffs?status=offered`,
    'the pipeline': `${target.url}/sales/pipeline?team=${play}`,
    'open deals': `${target.url}/sales/opportunities?status=open&team=${play}&sort=-amount`,
    'the forecast': `${target.url}${forecast}`,
    'the quotas': `${target.url}/sales/attainment`,
    'a quote': `${target.url}/sales/quotes/${made.quoteId}`,
    'its proposal': `${target.url}/sales/quotes/${made.quoteId}/document?language=de`,
    'an order': `${target.url}/sales/orders/${made.orderId}`,
    'every command': `${target.url}/openapi.json`,
  };
  say('Where to look, with the API key of credentials.json as "Authorization: Bearer <key>":');
  for (const [name, address] of Object.entries(addresses)) say(`  ${name.padEnd(15)} ${address}`);
};

const run = async ({ leads, play, ...given }: Options): Promise<void> => {
  if (!(Number(leads) >= 1)) throw new Error(`--leads ${leads} is no number above 0.`);
  const target = await targetOf(given);
  const bar = new SingleBar({
    format: '{bar} {value}/{total} leads, {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(Number(leads), 0);
  const played = playQuarter(target, { play, leads: Number(leads) }, (done) => bar.update(done));
  await tell(target, play, await played.finally(() => bar.stop()));
};

program
  .name('demo:sales')
  .description('Plays a quarter of a small sales force through HTTP into a running Touchstone.')
  .option('--url <url>', 'address of Touchstone (default: credentials.json of the data folder)')
  .option('--api-key <key>', 'API key of the role admin')
  .option('--leads <n>', 'how many leads come in', '60')
  .option('--play <name>', 'name of the play: its team, and the origin of its leads', 'q1')
  .action(run)
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
