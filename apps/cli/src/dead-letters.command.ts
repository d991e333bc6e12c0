import { readFile } from 'node:fs/promises';
import { deadLetterKinds, deadLetterStates, type DeadLetter } from '@touchstone/contracts';
import { Option, type Command } from 'commander';
import type { Api } from './api.client';
import type { Context, Run } from './context';
import { act, lettersOf, nameOf, readLetter, readValues, type Filter } from './dead-letter.client';
import { forEachOf, type Outcome } from './each';
import { Refused } from './refused';
import { table } from './show';

interface Many extends Filter {
  readonly dryRun?: boolean;
}

const columns = ['dead letter', 'state', 'source', 'reason', 'key', 'event', 'attempts', 'at'];
const row = (one: DeadLetter) => [
  nameOf(one),
  one.state,
  one.source,
  one.reason,
  one.key,
  one.event,
  one.attempts,
  one.at,
];
const tableOf = (letters: readonly DeadLetter[]) => table(columns, letters.map(row));

const withFilters = (command: Command): Command =>
  command
    .addOption(new Option('--kind <kind>', 'only this kind').choices(deadLetterKinds))
    .option('--source <id>', 'only those of this source')
    .option('--reason <code>', 'only those with this reason')
    .option('--key <key>', 'only those of this key');
const withMany = (command: Command): Command => withFilters(command).option('--dry-run', 'only say how many and which');

const collect = async (pages: AsyncGenerator<DeadLetter[]>): Promise<DeadLetter[]> => {
  const letters: DeadLetter[] = [];
  for await (const page of pages) letters.push(...page);
  return letters;
};

/** The one that is named, or all that wait for a person and that the filter chooses. */
const chosen = async (
  api: Api,
  name: string | undefined,
  { kind, source, reason, key }: Many,
): Promise<DeadLetter[]> => {
  if (name) return [await readLetter(api, name)];
  if (!kind && !source && !reason && !key)
    throw new Refused('Name a dead letter, or choose many of them by --kind, --source, --reason or --key.');
  return collect(
    lettersOf(api, {
      ...(kind && { kind }),
      ...(source && { source }),
      ...(reason && { reason }),
      ...(key && { key }),
      state: 'open',
    }),
  );
};

type Action = 'replay' | 'repair' | 'discard';
const done: Record<Action, string> = { replay: 'replayed', repair: 'repaired', discard: 'discarded' };

const text = (action: Action, outcomes: readonly Outcome[]): string => {
  const refused = outcomes.filter(({ error }) => error !== undefined);
  const lines = [`${outcomes.length - refused.length} ${done[action]}, ${refused.length} refused.`];
  if (refused.length > 0)
    lines.push(
      table(
        ['dead letter', 'why not'],
        refused.map(({ letter, error }) => [letter, error]),
      ),
    );
  return lines.join('\n');
};

const actOn = async (
  { api, print }: Context,
  action: Action,
  name: string | undefined,
  many: Many,
  body: object = {},
): Promise<void> => {
  const letters = await chosen(api, name, many);
  if (many.dryRun) {
    const would = `${letters.length} would be ${done[action]}; nothing was changed.`;
    return print({ dryRun: true, count: letters.length, items: letters }, () =>
      letters.length === 0 ? would : `${tableOf(letters)}\n${would}`,
    );
  }
  const outcomes = await forEachOf(letters.map(nameOf), (letter) => act(api, letter, action, body));
  print({ items: outcomes }, () => text(action, outcomes));
  if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = 1;
};

const correctionIn = async (path: string | undefined): Promise<object> => {
  if (path === undefined) return {};
  const read = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`${path} cannot be read (${error.code}).`);
  });
  try {
    return JSON.parse(read) as object;
  } catch {
    throw new Refused(`${path} holds no JSON.`);
  }
};

export const deadLetterCommands = (program: Command, run: Run): void => {
  const letters = program
    .command('dead-letters')
    .description(
      'events that need a person: refused by the gateway, parked on the bus, or in conflict with what is stored',
    );
  withFilters(letters.command('list'))
    .description('what waits for a person')
    .addOption(new Option('--state <state>', 'those in this state instead').choices(deadLetterStates))
    .option('--limit <count>', 'how many of each kind', Number, 50)
    .action(({ limit, ...filter }: Filter & { limit: number }) =>
      run(async ({ api, print }) => {
        const items = await collect(lettersOf(api, filter, limit));
        print({ items }, () => (items.length === 0 ? 'There are no such dead letters.' : tableOf(items)));
      }),
    );
  letters
    .command('show <letter>')
    .description('one of them, with what was done about it')
    .option('--values', 'the event itself too; that you have seen it is recorded')
    .action((name: string, { values }: { values?: boolean }) =>
      run(async ({ api, print }) => {
        const opened = values ? await readValues(api, name) : {};
        const letter = await readLetter(api, name);
        print({ ...letter, ...opened }, () => JSON.stringify({ ...letter, ...opened }, null, 2));
      }),
    );
  withMany(letters.command('replay [letter]'))
    .description('try it again as it is; a parked one with all that wait behind it, in order')
    .action((name: string | undefined, many: Many) => run((context) => actOn(context, 'replay', name, many)));
  withMany(letters.command('repair [letter]'))
    .description('put a corrected event in its place, which names it; of a conflict, accept the later version')
    .option('--with <file>', 'JSON of what to correct')
    .action((name: string | undefined, { with: file, ...many }: Many & { with?: string }) =>
      run(async (context) => actOn(context, 'repair', name, many, await correctionIn(file))),
    );
  withMany(letters.command('discard [letter]'))
    .description('give it up; what waits behind it goes on')
    .requiredOption('--because <text>', 'why, for the record, without personal data')
    .action((name: string | undefined, { because, ...many }: Many & { because: string }) =>
      run((context) => actOn(context, 'discard', name, many, { reason: because })),
    );
};
