import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';
import { sourceDetailCommands } from './source-details.command';

interface Source {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export const sourceCommands = (program: Command, run: Run): void => {
  const source = program.command('source').description('who may send touchpoints');
  source
    .command('create <name>')
    .description('make a source and its first write key, which is shown this once')
    .option('--phone-region <country>', 'country of phone numbers without a country code, such as CH')
    .action((name: string, { phoneRegion }: { phoneRegion?: string }) =>
      run(async ({ api, print }) => {
        const made = await api.post<{ id: string; writeKey: string }>('/admin/sources', {
          name,
          ...(phoneRegion && { phoneRegion }),
        });
        print(made, () => `source     ${made.id}\nwrite key  ${made.writeKey}   (keep it: it is not shown again)`);
      }),
    );
  source
    .command('list')
    .description('all sources')
    .action(() =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: Source[] }>('/admin/sources');
        const rows = page.items.map((one) => [one.id, one.name, one.createdAt, one.revokedAt]);
        print(page, () => table(['id', 'name', 'created', 'revoked'], rows));
      }),
    );
  source
    .command('rotate <id>')
    .description('make a further write key; earlier ones end after the overlap (a day unless told)')
    .option('--overlap <seconds>', 'how long earlier keys stay valid', Number)
    .action((id: string, { overlap }: { overlap?: number }) =>
      run(async ({ api, print }) => {
        const body = overlap === undefined ? {} : { overlapSeconds: overlap };
        const made = await api.post<{ writeKey: string }>(`/admin/sources/${encodeURIComponent(id)}/write-keys`, body);
        print(made, () => `write key  ${made.writeKey}   (keep it: it is not shown again)`);
      }),
    );
  source
    .command('revoke <id>')
    .description('end all write keys of a source; what it sent stays')
    .action((id: string) =>
      run(async ({ api, print }) => {
        await api.post(`/admin/sources/${encodeURIComponent(id)}/revoke`);
        print({ revoked: id }, () => `Source ${id} is revoked; services notice within 5 seconds.`);
      }),
    );
  sourceDetailCommands(source, run);
};
