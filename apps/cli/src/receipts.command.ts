import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface Receipt {
  readonly source: string;
  readonly hour: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}

const columns = ['source', 'hour', 'received', 'stored', 'duplicate', 'conflict', 'rejected'];
const row = (one: Receipt) => [
  one.source,
  one.hour,
  one.received,
  one.stored,
  one.duplicate,
  one.conflict,
  one.rejected,
];

export const receiptsCommand = (program: Command, run: Run): void => {
  program
    .command('receipts')
    .description('what became of the touchpoints, per source and hour, newest first')
    .action(() =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: Receipt[] }>('/repository/receipts');
        print(page, () =>
          page.items.length === 0 ? 'Nothing was received yet.' : table(columns, page.items.map(row)),
        );
      }),
    );
};
