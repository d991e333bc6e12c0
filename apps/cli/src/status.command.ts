import type { ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import type { Command } from 'commander';
import type { Run } from './context';
import { table } from './show';

interface Ready {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}
type Marks = Partial<RepositoryMarks & ProjectionMarks>;

const ageOf = (time: string | undefined, now: number): string =>
  time === undefined ? 'not known' : `${Math.max(0, (now - Date.parse(time)) / 1000).toFixed(1)} s ago`;

const text = ({ status, checks }: Ready, marks: Marks, now: number): string => {
  const parts = Object.entries(checks).map(([name, { ok, reason }]) => [name, ok ? 'ok' : 'DOWN', reason]);
  const slots = Object.entries(marks.slots ?? {}).flatMap(([projection, positions]) =>
    Object.entries(positions).map(([slot, position]) => [
      `${projection} ${slot}`,
      position >= (marks.head ?? '') ? 'level' : 'behind',
    ]),
  );
  return [
    `Touchstone is ${status}.`,
    table(['part', 'state', 'reason'], parts),
    '',
    `level with the bus and the store: ${ageOf(marks.levelAt, now)}`,
    ...(slots.length > 0 ? [table(['read model', 'state'], slots)] : []),
    ...(marks.parked?.length
      ? [`${marks.parked.length} events are parked or in quarantine: dead-letters list shows them.`]
      : []),
  ].join('\n');
};

export const statusCommand = (program: Command, run: Run): void => {
  program
    .command('status')
    .description('what runs, what is down, and how far behind the read models are')
    .action(() =>
      run(async ({ api, print }) => {
        const [ready, marks] = await Promise.all([api.get<Ready>('/health/ready'), api.get<Marks>('/internal/marks')]);
        print({ ...ready, marks }, () => text(ready, marks, Date.now()));
        if (ready.status !== 'ready') process.exitCode = 2;
      }),
    );
};
