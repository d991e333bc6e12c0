import type { ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import type { Command } from 'commander';
import type { Api } from './api.client';
import type { Run } from './context';
import { Refused } from './refused';
import { table } from './show';

interface Ready {
  readonly status: string;
  readonly checks: Readonly<
    Record<string, { readonly ok: boolean; readonly reason?: string; readonly ready?: number }>
  >;
}
type Marks = Partial<RepositoryMarks & ProjectionMarks>;

const ageOf = (time: string | undefined, now: number): string =>
  time === undefined ? 'not known' : `${Math.max(0, (now - Date.parse(time)) / 1000).toFixed(1)} s ago`;

const text = ({ status, checks }: Ready, marks: Marks, now: number): string => {
  const parts = Object.entries(checks).map(([name, { ok, reason, ready }]) => [
    ...[name, ok ? 'ok' : 'DOWN'],
    reason ?? (ready === undefined ? undefined : `${ready} ready`),
  ]);
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

/** Nothing, while those who know do not answer: which of them are down shows elsewhere. */
const marksOf = async (api: Api): Promise<Marks> => {
  try {
    return await api.get<Marks>('/status');
  } catch (error) {
    if (error instanceof Refused && error.status === 503) return {};
    throw error;
  }
};

export const statusCommand = (program: Command, run: Run): void => {
  program
    .command('status')
    .description('what runs, what is down, and how far behind the read models are')
    .action(() =>
      run(async ({ api, print }) => {
        const [ready, marks] = await Promise.all([api.get<Ready>('/health/ready'), marksOf(api)]);
        print({ ...ready, marks }, () => text(ready, marks, Date.now()));
        if (ready.status !== 'ready') process.exitCode = 2;
      }),
    );
};
