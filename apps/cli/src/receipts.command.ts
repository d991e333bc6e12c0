import type { HourlyReceipt, ImportedLine, ImportReceipt } from '@touchstone/contracts';
import type { Command } from 'commander';
import type { Api } from './api.client';
import type { Run } from './context';
import { receiptText } from './import/receipt-text';
import { table } from './show';

const columns = ['source', 'hour', 'received', 'stored', 'duplicate', 'conflict', 'rejected'];
const row = (one: HourlyReceipt) => [
  one.source,
  one.hour,
  one.received,
  one.stored,
  one.duplicate,
  one.conflict,
  one.rejected,
];

type Lines = { readonly items: readonly ImportedLine[]; readonly next: string | null };

const failedLines = async (api: Api, path: string): Promise<readonly ImportedLine[]> =>
  (await api.get<Lines>(`${path}/lines?outcome=rejected,conflict`)).items;

const allLines = async (api: Api, path: string): Promise<readonly ImportedLine[]> => {
  const all: ImportedLine[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page: Lines = await api.get(`${path}/lines?limit=1000&cursor=${cursor}`);
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
};

export const receiptsCommand = (program: Command, run: Run): void => {
  program
    .command('receipts [importId]')
    .description('what became of the lines of an import, or of the touchpoints per source and hour, newest first')
    .option('--lines', 'all lines of the import that were not stored')
    .action((importId: string | undefined, options: { lines?: boolean }) =>
      run(async ({ api, print }) => {
        if (importId === undefined) {
          const page = await api.get<{ items: HourlyReceipt[] }>('/v1/receipts');
          return print(page, () =>
            page.items.length === 0 ? 'Nothing was received yet.' : table(columns, page.items.map(row)),
          );
        }
        const path = `/v1/receipts/${encodeURIComponent(importId)}`;
        const receipt = await api.get<ImportReceipt>(path);
        const lines = options.lines ? await allLines(api, path) : await failedLines(api, path);
        print({ ...receipt, lines }, () => receiptText(receipt, lines, { showAll: options.lines ?? false }));
      }),
    );
};
