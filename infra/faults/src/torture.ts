import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { tortureAllInOne } from './all-in-one/torture-all-in-one';
import { reportOf, wentWell } from './torture/report';
import type { Round } from './torture/round';
import { runKills } from './torture/run-kills';
import { longFaults } from './torture/long-faults';
import { openWorld } from './torture/world';

const names = ['kills', ...Object.keys(longFaults), 'all-in-one'];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '3600' },
    only: { type: 'string', default: names.filter((name) => name !== 'all-in-one').join(',') },
    seed: { type: 'string', default: '1' },
    report: { type: 'string', default: '.touchstone/torture.json' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (name: 'rounds' | 'seconds' | 'seed', least: number): number => {
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
  const world = await openWorld({ databaseSettings: { fsync: 'on' } });
  try {
    return await runKills(world, { rounds, seconds, seed, say });
  } finally {
    await world.close();
  }
};

const run = async (): Promise<void> => {
  const seed = number('seed', 0);
  const began = performance.now();
  const rounds: Round[] = [];
  for (const name of chosen()) {
    if (name === 'all-in-one') await tortureAllInOne({ seed, say });
    else if (name === 'kills') rounds.push(...(await kills(seed)));
    else rounds.push(...((await longFaults[name]?.({ seed, say })) ?? []));
  }
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
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
