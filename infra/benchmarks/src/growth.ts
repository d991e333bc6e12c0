import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { grow, settings, type Grown, type Work } from './growth/grown';
import { describeMachine, machineText } from './harness/machine';
import { readmeOptions, writeBetweenMarkers } from './harness/readme';
import { median, quantile } from './harness/statistics';

// The same work on a small log and on a large one, in turns, each on a server of its own with the same settings: what a
// call takes must not grow with what is stored.

const target = 1.3;
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000,5000000' },
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '2000' },
    ...readmeOptions,
  },
});
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

const numberOf = (name: 'rounds' | 'ms'): number => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} ${values[name]} is no number above 0.`);
  return value;
};

const sizes = (): [number, number] => {
  const [small = 0, large = 0, ...more] = values.events.split(',').map(Number);
  if (!(small >= 200 && large > small && more.length === 0))
    throw new Error(`--events ${values.events}: give two numbers of events, as 100000,5000000; 200 at least.`);
  return [small, large];
};

const whats: Readonly<Record<keyof Work, string>> = {
  // Appends come last: the resolver follows them, and would take its time from the merges.
  merge: 'merge of two customers over HTTP, decided, 1 caller',
  profile: 'profile by id over HTTP, 16 connections',
  append: 'append of one event, 32 callers',
  batch: 'append of 200 events to 10 streams, 4 callers',
};

interface Sample {
  readonly perSecond: number;
  readonly latencies: readonly number[];
}
const sample = async ({ work }: Grown, name: keyof Work, ms: number): Promise<Sample> => {
  const began = performance.now();
  const { count, latencies } = await work[name](ms);
  return { perSecond: (count / (performance.now() - began)) * 1_000, latencies };
};

const cells = (samples: readonly Sample[]): string[] => {
  const latencies = samples.flatMap((each) => [...each.latencies]);
  const [p50, p95] = [0.5, 0.95].map((share) => quantile(latencies, share)?.toFixed(2) ?? '');
  return [median(samples.map(({ perSecond }) => perSecond)).toFixed(0), `${p50} / ${p95}`];
};

const measure = async (name: keyof Work, small: Grown, large: Grown): Promise<string> => {
  const [rounds, ms] = [numberOf('rounds'), numberOf('ms')];
  const [less, more]: [Sample[], Sample[]] = [[], []];
  for (let round = -1; round < rounds; round++) {
    const [one, other] = [await sample(small, name, ms), await sample(large, name, ms)];
    if (round < 0) continue;
    less.push(one);
    more.push(other);
  }
  const ratio = median(less.map(({ perSecond }, round) => perSecond / (more[round]?.perSecond ?? Number.NaN)));
  const met =
    ratio <= target ? `${ratio.toFixed(2)}x (target ${target}x)` : `**${ratio.toFixed(2)}x, target ${target}x missed**`;
  return `| ${[whats[name], ...cells(less), ...cells(more), met].join(' | ')} |`;
};

/** A line for each `step` events that are there. */
const tellEach = (step: number, events: number) => (there: number) => {
  if (there % step === 0) process.stderr.write(`${there} of ${events} events seeded\n`);
};

const seeded = async (events: number): Promise<Grown> => {
  const began = performance.now();
  const grown = await grow(events, tellEach(1_000_000, events));
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  process.stderr.write(
    `${grown.events} events of ${grown.people} people, ${grown.megabytes} MB, seeded in ${seconds} s\n`,
  );
  return grown;
};

const main = async (): Promise<void> => {
  const [less, more] = sizes();
  const load = loadavg()[0]?.toFixed(1);
  const small = await seeded(less);
  const large = await seeded(more).catch(async (error: unknown) => {
    await small.close();
    throw error;
  });
  try {
    const machine = await describeMachine(large.url);
    say(`${new Date().toISOString().slice(0, 10)}, ${machineText(machine)}; each log on a server of its own.`);
    say(
      `${values.rounds} rounds of ${values.ms} ms in turns, medians. Load average of other work when it began: ${load}.`,
    );
    say(
      `The large log has ${large.megabytes} MB in events and their indexes, shared_buffers ${settings.shared_buffers}.\n`,
    );
    const head = [small, large].flatMap(({ events }) => [`${events} events: per second`, 'p50 / p95 ms']);
    say(`| work | ${head.join(' | ')} | time for one: large / small |`);
    say(`|${'---|'.repeat(6)}`);
    for (const name of Object.keys(whats) as (keyof Work)[]) say(await measure(name, small, large));
    if (values['write-readme']) await writeBetweenMarkers(values.readme, 'growth', lines.join('\n'));
  } finally {
    await Promise.all([small.close(), large.close()]);
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
