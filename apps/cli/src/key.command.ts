import { Option, type Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly person: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

const role = () =>
  new Option(
    '--role <role>',
    'analyst reads; steward also merges, splits, erases and repairs; admin everything; rep and manager work in sales',
  )
    .choices(['rep', 'manager', 'analyst', 'steward', 'admin'])
    .default('analyst');

export const keyCommands = (program: Command, run: Run): void => {
  const key = program.command('key').description('API keys: who may read, decide and administer');
  key
    .command('create <name>')
    .description('make an API key, which is shown this once')
    .addOption(role())
    .option('--person <id>', 'whose key it is, such as ana: the roles rep and manager need one')
    .action((name: string, options: { role: string; person?: string }) =>
      run(async ({ api, print }) => {
        const made = await api.post<{ id: string; apiKey: string }>('/admin/api-keys', { name, ...options });
        print(made, () => `id       ${made.id}\nAPI key  ${made.apiKey}   (keep it: it is not shown again)`);
      }),
    );
  key
    .command('list')
    .description('all API keys')
    .action(() =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: ApiKey[] }>('/admin/api-keys');
        const rows = page.items.map((one) => [one.id, one.name, one.role, one.person, one.createdAt, one.revokedAt]);
        print(page, () => table(['id', 'name', 'role', 'person', 'created', 'revoked'], rows));
      }),
    );
  key
    .command('revoke <id>')
    .description('end an API key')
    .action((id: string) =>
      run(async ({ api, print }) => {
        await api.post(`/admin/api-keys/${encodeURIComponent(id)}/revoke`);
        print({ revoked: id }, () => `API key ${id} is revoked; services notice within 5 seconds.`);
      }),
    );
};
