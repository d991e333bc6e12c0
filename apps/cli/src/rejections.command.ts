import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface Rejection {
  readonly id: string;
  readonly sourceId: string;
  readonly at: string;
  readonly code: string;
}

interface Options {
  readonly source?: string;
  readonly code?: string;
  readonly limit: number;
}

export const rejectionCommands = (program: Command, run: Run): void => {
  const rejections = program.command('rejections').description('events that were refused, kept for 30 days');
  rejections
    .command('list')
    .description('the newest rejections')
    .option('--source <id>', 'only those of this source')
    .option('--code <code>', 'only those of one kind')
    .option('--limit <count>', 'how many, up to 200', Number, 50)
    .action(({ source, code, limit }: Options) =>
      run(async ({ api, print }) => {
        const query = new URLSearchParams({ limit: String(limit), ...(source && { source }), ...(code && { code }) });
        const page = await api.get<{ items: Rejection[] }>(`/admin/rejections?${query}`);
        const rows = page.items.map((one) => [one.id, one.sourceId, one.at, one.code]);
        print(page, () => (rows.length === 0 ? 'Nothing was rejected.' : table(['id', 'source', 'at', 'code'], rows)));
      }),
    );
  rejections
    .command('show <id>')
    .description('what was sent, and what is wrong with it')
    .action((id: string) =>
      run(async ({ api, print }) => {
        const rejection = await api.get<object>(`/admin/rejections/${encodeURIComponent(id)}`);
        print(rejection, () => JSON.stringify(rejection, null, 2));
      }),
    );
};
