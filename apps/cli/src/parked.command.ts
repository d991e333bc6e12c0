import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface Parked {
  readonly key: string;
  readonly event: string | null;
  readonly reason: string;
  readonly state: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

const columns = ['key', 'event', 'state', 'reason', 'attempts', 'since'];
const row = (one: Parked) => [one.key, one.event, one.state, one.reason, one.attempts, one.parkedAt];

export const parkedCommands = (program: Command, run: Run): void => {
  const parked = program
    .command('parked')
    .description('events that could not be handled, and those that wait behind them');
  parked
    .command('list')
    .description('the parked events')
    .option('--limit <count>', 'how many', Number, 50)
    .action(({ limit }: { limit: number }) =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: Parked[] }>(`/repository/parked?limit=${limit}`);
        print(page, () => (page.items.length === 0 ? 'Nothing is parked.' : table(columns, page.items.map(row))));
      }),
    );
  parked
    .command('replay <key>')
    .description('try the events of a key again, in order')
    .action((key: string) =>
      run(async ({ api, print }) => {
        await api.post(`/repository/parked/${encodeURIComponent(key)}/replay`);
        print({ replayed: key }, () => `Key ${key} is tried again; parked list shows what is left.`);
      }),
    );
  parked
    .command('discard <key>')
    .description('give the first parked event of a key up; those behind it go on')
    .requiredOption('--reason <text>', 'why, for the record')
    .action((key: string, { reason }: { reason: string }) =>
      run(async ({ api, print }) => {
        await api.post(`/repository/parked/${encodeURIComponent(key)}/discard`, { reason });
        print({ discarded: key }, () => `The first parked event of key ${key} is given up.`);
      }),
    );
};
