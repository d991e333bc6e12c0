import { SingleBar } from 'cli-progress';
import { program } from 'commander';
import { playQuarter } from './play';
import { read, targetOf } from './touchstone';

interface Options {
  url?: string;
  apiKey?: string;
  leads: string;
  play: string;
}
interface Found {
  readonly items: readonly { readonly id: string }[];
}

const run = async ({ leads, play, ...given }: Options): Promise<void> => {
  const target = await targetOf(given);
  const bar = new SingleBar({
    format: '{bar} {value}/{total} leads, {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(Number(leads), 0);
  const played = playQuarter(target, { play, leads: Number(leads) }, (done) => bar.update(done));
  const { counts, email, position } = await played.finally(() => bar.stop());
  const { items } = await read<Found>(target, `/customers?identifier=email:${email}`, position);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(
    Object.entries(counts)
      .map(([what, number]) => `${number} ${what}`)
      .join(', '),
  );
  say('Where to look, with the API key of credentials.json as "Authorization: Bearer <key>":');
  say(`  a customer      ${target.url}/customers/${items[0]?.id}`);
  say(`  what happened   ${target.url}/customers/${items[0]?.id}/timeline`);
  say(`  leads           ${target.url}/sales/leads?status=open`);
  say(`  contacts made   ${target.url}/sales/contacts-made`);
  say(`  hand-offs       ${target.url}/sales/handoffs?status=offered`);
  say(`  every command   ${target.url}/openapi.json`);
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
