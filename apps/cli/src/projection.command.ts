import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildSwitched, ProjectionBuild, ProjectionBuilds, ProjectionBuildsPage } from '@touchstone/contracts';
import type { Command } from 'commander';
import type { Api } from './api.client';
import { comparisonText } from './comparison-text';
import type { Context, Run } from './context';
import { Refused } from './refused';
import { table } from './show';

const columns = ['read model', 'build', 'state', 'folded', 'level', 'events/s', 'left', 'comparison'];

const comparisonOf = ({ comparing, comparison }: ProjectionBuild): string => {
  if (comparing) return 'under way';
  return comparison ? `${comparison.refused} refused, ${comparison.other} other` : '';
};
const rowsOf = ({ projection, builds }: ProjectionBuilds) =>
  builds.map((one) => [
    projection,
    one.build,
    one.state,
    `${Math.round(one.share * 100)} %`,
    one.levelAt === null ? 'no' : 'yes',
    one.eventsPerSecond,
    one.secondsLeft === null ? '' : `${one.secondsLeft} s`,
    comparisonOf(one),
  ]);

const readAll = async (api: Api): Promise<ProjectionBuilds[]> =>
  (await api.get<ProjectionBuildsPage>('/projections')).items;

interface Named {
  readonly projection: string;
  readonly build: string;
}

const post = <T = Named>(api: Api, projection: string, step: string, body: object): Promise<T> =>
  api.post<T>(`/projections/${encodeURIComponent(projection)}/${step}`, body);

const pollMs = 500;

/** Asks until the build is so; each answer is shown on stderr, as it changes. */
const until = async (
  api: Api,
  { projection, build }: Named,
  fits: (one: ProjectionBuild) => boolean,
): Promise<ProjectionBuild> => {
  for (let said = ''; ; await sleep(pollMs)) {
    const found = (await readAll(api)).find((one) => one.projection === projection);
    const one = found?.builds.find((each) => each.build === build);
    if (!one) throw new Refused(`Build ${build} of ${projection} is not there any more.`);
    if (fits(one)) return one;
    const left = one.secondsLeft === null ? '' : `, ${one.eventsPerSecond} events a second, ${one.secondsLeft} s left`;
    const line = `${projection} ${build}: ${Math.round(one.share * 100)} %${left}`;
    if (line !== said) process.stderr.write(`${line}\n`);
    said = line;
  }
};

const isLevel = ({ levelAt }: ProjectionBuild): boolean => levelAt !== null;
const isCompared = ({ comparing, comparison }: ProjectionBuild): boolean => !comparing && comparison !== null;

const rebuild = async (
  { api, print }: Context,
  projection: string,
  { version, wait }: { version?: number; wait?: boolean },
) => {
  const begun = await post(api, projection, 'rebuild', version === undefined ? {} : { version });
  if (wait) await until(api, begun, isLevel);
  const next = wait
    ? `is level: projection compare ${projection}`
    : 'is under way: projection list shows how far it is';
  print(begun, () => `Build ${begun.build} of ${projection} ${next}.`);
};

const compare = async ({ api, print }: Context, projection: string) => {
  const asked = await post(api, projection, 'compare', {});
  const { comparison } = await until(api, asked, isCompared);
  if (!comparison) return;
  print(comparison, () => comparisonText(projection, asked.build, comparison));
  if (comparison.refused > 0) process.exitCode = 1;
};

const give = (step: 'abort' | 'drop', of: Command, run: Run, description: string): void => {
  of.command(`${step} <projection> [build]`)
    .description(description)
    .action((projection: string, build?: string) =>
      run(async ({ api, print }) => {
        const given = await post(api, projection, step, build === undefined ? {} : { build });
        print(given, () => `Build ${given.build} of ${projection} is given up; its tables go.`);
      }),
    );
};

export const projectionCommands = (program: Command, run: Run): void => {
  const projection = program
    .command('projection')
    .description('read models: build a version beside the one that answers, and switch');
  projection
    .command('list')
    .description('which build of each answers, and how far the others are')
    .action(() =>
      run(async ({ api, print }) => {
        const items = await readAll(api);
        print({ items }, () => table(columns, items.flatMap(rowsOf)));
      }),
    );
  projection
    .command('rebuild <projection>')
    .description('build the newest version beside the one that answers, or the same one again')
    .option('--version <number>', 'build this version', Number)
    .option('--wait', 'until it is level with the store')
    .action((name: string, options: { version?: number; wait?: boolean }) =>
      run((context) => rebuild(context, name, options)),
    );
  projection
    .command('compare <projection>')
    .description('compare what was built with what answers, both at one position')
    .action((name: string) => run((context) => compare(context, name)));
  projection
    .command('switch <projection> [build]')
    .description(
      'let the new build answer, compared within the last 15 minutes; without one, go back to the previous one',
    )
    .option('--accept', 'the differences in what need not be equal are meant')
    .action((name: string, build: string | undefined, { accept = false }: { accept?: boolean }) =>
      run(async ({ api, print }) => {
        const done = await post<BuildSwitched>(api, name, 'switch', { accept, ...(build !== undefined && { build }) });
        print(
          done,
          () => `Build ${done.live} of ${name} answers. Build ${done.previous} follows on until it is dropped.`,
        );
      }),
    );
  give('abort', projection, run, 'give up what is being built');
  give('drop', projection, run, 'drop a version that answered before');
};
