import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface Group {
  readonly group: string;
  readonly members: number;
  readonly behind: number;
}

export const busCommands = (program: Command, run: Run): void => {
  const bus = program.command('bus').description('the event bus');
  bus
    .command('groups')
    .description('who consumes, and how far behind each is')
    .action(() =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: Group[] }>('/repository/bus-groups');
        const rows = page.items.map((one) => [one.group, one.members, one.behind]);
        print(page, () => table(['group', 'members', 'messages behind'], rows));
      }),
    );
  bus
    .command('forget <group>')
    .description('delete a group that is never used again: it keeps the bus from deleting old messages')
    .action((group: string) =>
      run(async ({ api, print }) => {
        await api.post(`/repository/bus-groups/${encodeURIComponent(group)}/forget`);
        print({ forgotten: group }, () => `Group ${group} is forgotten; old messages go with the next sweep.`);
      }),
    );
};
