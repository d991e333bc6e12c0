import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startScaled, type AppName, type Scaled } from '@touchstone/scaled';
import { describeMachine, machineText } from './harness/machine';
import { readmeOptions, writeBetweenMarkers } from './harness/readme';
import { memoryOfOne, spentDuring, type ByKind } from './scaled/spent';
import { sendAndSee } from './scaled/traffic';

// What one more process of each kind costs in CPU and memory, at rest and for an event. More throughput is not to be seen
// where all processes, their servers and the sender share a few cores; what the work costs is.

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '10' },
    counts: { type: 'string', default: '1,2,4' },
    bus: { type: 'string', default: 'kafka' },
    ...readmeOptions,
  },
});
const kinds: AppName[] = ['touchpoint-gateway', 'customer-repository', 'projections', 'query-api', 'sales-automation'];
const columns = [...kinds, 'postgres-log', 'postgres-read', ...(values.bus === 'kafka' ? ['kafka'] : [])];
const people = 2_000;

const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

const numberOf = (name: 'events' | 'seconds', text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} ${text} is no number above 0.`);
  return value;
};

const countsOf = (text: string): number[] => {
  const counts = text.split(',').map(Number);
  if (counts.every((count) => Number.isInteger(count) && count > 0)) return counts;
  throw new Error(`--counts ${text}: give numbers of processes, as 1,2,4.`);
};

const rowOf = (count: number, what: string, figures: ByKind, unit: (figure: number) => number, withSum: boolean) => {
  const sum = [...figures.values()].reduce((total, figure) => total + figure, 0);
  const cells = columns.map((kind) => unit(figures.get(kind) ?? 0).toFixed(0));
  say(`| ${[count, what, ...cells, withSum ? unit(sum).toFixed(0) : ''].join(' | ')} |`);
};

const measureWith = async (scaled: Scaled, count: number, events: number, seconds: number): Promise<void> => {
  const { pids } = scaled;
  await Promise.all(kinds.map((app) => scaled.scale(app, count)));
  await sendAndSee(scaled, people * Math.max(2, count), people); // compiled and with keys in memory, as in an hour
  const idle = await spentDuring(pids, () => sleep(seconds * 1_000));
  const before = memoryOfOne(pids());
  const began = performance.now();
  const busy = await spentDuring(pids, () => sendAndSee(scaled, events, people));
  const perSecond = (events / (performance.now() - began)) * 1_000;
  rowOf(count, 'CPU at rest, ms a second, all of the kind', idle, (spent) => (spent * 1_000) / seconds, true);
  rowOf(
    count,
    `CPU of an event at ${perSecond.toFixed(0)} a second, us`,
    busy,
    (spent) => (spent * 1e6) / events,
    true,
  );
  rowOf(count, 'memory of one at rest, MB', before, (megabytes) => megabytes, false);
  rowOf(count, 'memory of one after the events, MB', memoryOfOne(pids()), (megabytes) => megabytes, false);
};

const measure = async (dataDir: string): Promise<void> => {
  const [events, seconds] = [numberOf('events', values.events), numberOf('seconds', values.seconds)];
  const counts = countsOf(values.counts);
  const load = loadavg()[0]?.toFixed(1);
  const replicas = { ...Object.fromEntries(kinds.map((app) => [app, 1])), backup: 0 };
  const scaled = await startScaled({ dataDir, replicas, bus: values.bus === 'postgres' ? 'postgres' : 'kafka' });
  try {
    const machine = await describeMachine(scaled.servers.log);
    say(`${new Date().toISOString().slice(0, 10)}, ${machineText(machine)}.`);
    say(
      `${events} events of ${people} people in batches of 100 from 4 senders, until all of them are shown; ${seconds} s at rest before. Load average of other work when it began: ${load}.\n`,
    );
    say(`| of each | what | ${columns.join(' | ')} | all |`);
    say(`|${'---|'.repeat(columns.length + 3)}`);
    for (const count of counts) await measureWith(scaled, count, events, seconds);
    if (values['write-readme']) await writeBetweenMarkers(values.readme, 'scaled', lines.join('\n'));
  } finally {
    await scaled.stop();
  }
};

const main = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchstone-cost-'));
  await measure(dataDir).finally(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
