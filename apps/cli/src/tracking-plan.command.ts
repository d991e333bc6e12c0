import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { Run } from './context';
import { Refused } from './refused';
import { table } from './show';

interface Version {
  readonly version: number;
  readonly mode: string;
  readonly by: string;
  readonly at: string;
}
interface Held {
  readonly id: string;
  readonly version: number;
  readonly at: string;
  readonly detail: string;
}

const planOf = (source: string, rest = ''): string =>
  `/admin/sources/${encodeURIComponent(source)}/tracking-plan${rest}`;
const quarantineOf = (source: string, rest = ''): string =>
  `/admin/sources/${encodeURIComponent(source)}/quarantine${rest}`;

const readPlan = async (file: string): Promise<object> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Refused(`${file} cannot be read: pass a JSON file such as { "events": { "Order Completed": { ... } } }.`);
  });
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    throw new Refused(`${file} is not JSON: ${(error as Error).message}.`);
  }
};

const planCommands = (plan: Command, run: Run): void => {
  plan
    .command('show <source>')
    .description('the versions of a plan, and what the newest (or a chosen one) asks for')
    .option('--version <number>', 'a version other than the newest')
    .action((source: string, { version }: { version?: string }) =>
      run(async ({ api, print }) => {
        if (version) {
          const one = await api.get<object>(planOf(source, `/versions/${encodeURIComponent(version)}`));
          return print(one, () => JSON.stringify(one, null, 2));
        }
        const shown = await api.get<{ current: (Version & { plan: object }) | null; versions: Version[] }>(
          planOf(source),
        );
        const rows = shown.versions.map((one) => [one.version, one.mode, one.by, one.at]);
        print(shown, () =>
          shown.current
            ? `${table(['version', 'mode', 'by', 'at'], rows)}\n\n${JSON.stringify(shown.current.plan, null, 2)}`
            : 'This source has no tracking plan: everything is let through.',
        );
      }),
    );
  plan
    .command('put <source> <file>')
    .description('make a new version of the plan from a JSON file')
    .addOption(
      new Option('--mode <mode>', 'what becomes of an event that breaks it')
        .choices(['off', 'allow', 'quarantine', 'reject'])
        .makeOptionMandatory(),
    )
    .action((source: string, file: string, { mode }: { mode: string }) =>
      run(async ({ api, print }) => {
        const stored = await api.put<Version>(planOf(source), { mode, plan: await readPlan(file) });
        print(stored, () => `Version ${stored.version} holds within 5 seconds.`);
      }),
    );
};

const quarantineCommands = (plan: Command, run: Run): void => {
  plan
    .command('held <source>')
    .description('events that the plan holds back, newest first')
    .option('--limit <count>', 'how many, up to 200', Number, 50)
    .action((source: string, { limit }: { limit: number }) =>
      run(async ({ api, print }) => {
        const page = await api.get<{ items: Held[] }>(quarantineOf(source, `?limit=${limit}`));
        const rows = page.items.map((one) => [one.id, one.at, one.detail]);
        print(page, () => (rows.length === 0 ? 'Nothing is held back.' : table(['id', 'at', 'reason'], rows)));
      }),
    );
  const decisions = [
    ['release', 'send held events on their way, with the id and time that they came with', 'released'],
    ['discard', 'destroy held events', 'discarded'],
  ] as const;
  for (const [name, description, done] of decisions)
    plan
      .command(`${name} <source> <ids...>`)
      .description(description)
      .action((source: string, ids: string[]) =>
        run(async ({ api, print }) => {
          const answer = await api.post<{ decided: number }>(quarantineOf(source, `/${name}`), { ids });
          print(answer, () => `${answer.decided} of ${ids.length} ${done}; the others were not held.`);
        }),
      );
};

export const trackingPlanCommands = (program: Command, run: Run): void => {
  const plan = program
    .command('tracking-plan')
    .description('what a source may send, and what is held back for breaking it');
  planCommands(plan, run);
  quarantineCommands(plan, run);
};
