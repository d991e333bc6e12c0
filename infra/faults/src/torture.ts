import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { tortureAllInOne, tortureLargeImports } from './all-in-one/torture-all-in-one';
import { reportOf, wentWell } from './torture/report';
import type { Round } from './torture/round';
import { runKills } from './torture/run-kills';
import { longFaults } from './torture/long-faults';
import { openWorld } from './torture/world';

/** These have loads and reports of their own. */
const onAllInOne = { 'all-in-one': tortureAllInOne, 'large-imports': tortureLargeImports };
const faults = ['kills', ...Object.keys(longFaults)];
const names = [...faults, ...Object.keys(onAllInOne)];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '3600' },
    times: { type: 'string', default: '1' },
    only: { type: 'string', default: faults.join(',') },
    seed: { type: 'string', default: '1' },
    report: { type: 'string', default: '.touchstone/torture.json' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (name: 'rounds' | 'seconds' | 'times' | 'seed', least: number): number => {
  const given = Number(values[name]);
  if (!(given >= least)) throw new Error(`--${name} must be a number from ${least} on.`);
  return given;
};
const chosen = (): string[] => {
  const only = values.only.split(',');
  const unknown = only.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no fault ${unknown}: name some of ${names.join(', ')}.`);
  return only;
};

const kills = async (seed: number): Promise<Round[]> => {
  const [rounds, seconds] = [number('rounds', 1), number('seconds', 1)];
  say(`${rounds} rounds of kill -9 in at most ${seconds} s, seed ${seed}.`);
  const world = await openWorld({ database: { settings: { fsync: 'on' } } });
  try {
    return await runKills(world, { rounds, seconds, seed, say });
  } finally {
    await world.close();
  }
};

/** What was asked for and not shown: a round counts only when it broke something that was in flight. */
const missing = (asked: string, rounds: readonly Round[], times: number): string[] => {
  const counted = rounds.filter(({ caused }) => caused !== undefined);
  if (asked === 'kills')
    return counted.length < number('rounds', 1) ? [`${counted.length} of ${values.rounds} kills counted`] : [];
  // What is absent here has been said aloud; where everything is said to be there it is an error.
  if (rounds.length === 0) return process.env['CI'] ? [`${asked} was not run`] : [];
  const seen = new Map(rounds.map(({ fault }) => [fault, 0]));
  for (const { fault } of counted) seen.set(fault, (seen.get(fault) ?? 0) + 1);
  return [...seen].flatMap(([fault, count]) => (count < times ? [`${fault} counted ${count} of ${times} times`] : []));
};

const run = async (): Promise<void> => {
  const [seed, times] = [number('seed', 0), number('times', 1)];
  const unseen: string[] = [];
  const began = performance.now();
  const rounds: Round[] = [];
  for (const name of chosen()) {
    await onAllInOne[name as keyof typeof onAllInOne]?.({ times, seed, say });
    if (!faults.includes(name)) continue;
    const played = name === 'kills' ? await kills(seed) : await longFaults[name]?.({ times, seed, say });
    rounds.push(...(played ?? []));
    unseen.push(...missing(name, played ?? [], times));
  }
  for (const what of unseen) say(`!!! NOT SHOWN: ${what}.`);
  if (unseen.length > 0) process.exitCode = 1;
  if (rounds.length === 0) return;
  const report = reportOf(rounds, { seed, began });
  say(JSON.stringify(report, null, 2));
  await mkdir(dirname(values.report), { recursive: true });
  await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
  if (rounds.every(wentWell)) return say('Nothing acknowledged was lost, nothing was counted twice, nothing overtook.');
  say('Something is wrong.');
  process.exitCode = 1;
};

run().catch((error: unknown) => {
  say(inspect(error));
  process.exit(1); // the load of a round that broke off would go on for ever
});
