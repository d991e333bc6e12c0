import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startScaled, type AppName, type Scaled } from '@touchstone/scaled';
import { cpuOfTree } from './harness/cpu';

// What one more process of each kind costs in CPU, at rest and for an event. More throughput is not to be seen where all
// processes, their servers and the sender share a few cores; what the work costs is.

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '10' },
    bus: { type: 'string', default: 'kafka' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const kinds: AppName[] = ['touchpoint-gateway', 'customer-repository', 'projections', 'query-api'];
const people = 2_000;

const sendBatch = async ({ url, credentials }: Scaled, from: number): Promise<string> => {
  const batch = Array.from({ length: 100 }, (_, at) => ({
    type: 'track',
    userId: `person-${(from + at) % people}`,
    event: 'Product Viewed',
    messageId: randomUUID(),
    properties: { product_id: `p-${at}` },
  }));
  const authorization = `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}`;
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ batch }),
  });
  if (answer.status !== 200) throw new Error(`A batch was answered with ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  return answer.headers.get('touchstone-position') as string;
};

const untilShown = async ({ url, credentials }: Scaled, token: string): Promise<void> => {
  const headers = { authorization: `Bearer ${credentials.apiKey}`, 'touchstone-wait-for': token };
  for (const until = Date.now() + 300_000; Date.now() < until;) {
    const answer = await fetch(`${url}/customers?identifier=user_id:person-0`, { headers });
    await answer.arrayBuffer();
    if (answer.status === 200) return;
  }
  throw new Error('The events were not shown within 300 s.');
};

/** Sends from four at once, until every event is shown. */
const work = async (scaled: Scaled, events: number): Promise<void> => {
  const last = new Map<number, string>();
  const sender = async (which: number) => {
    for (let from = which * 100; from < events; from += 400) last.set(which, await sendBatch(scaled, from));
  };
  await Promise.all([0, 1, 2, 3].map(sender));
  for (const token of last.values()) await untilShown(scaled, token);
};

/** CPU seconds so far by kind of process; `touchpoint-gateway-2` is one of touchpoint-gateway. */
const cpuByKind = (scaled: Scaled): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const [name, pid] of Object.entries(scaled.pids())) {
    const kind = name.replace(/-\d+$/, '');
    sums.set(kind, (sums.get(kind) ?? 0) + (cpuOfTree(pid) ?? 0));
  }
  return sums;
};

const spentIn = async (scaled: Scaled, task: () => Promise<unknown>): Promise<Map<string, number>> => {
  const before = cpuByKind(scaled);
  await task();
  return new Map([...cpuByKind(scaled)].map(([kind, after]) => [kind, after - (before.get(kind) ?? 0)]));
};

const rowOf = (count: number, what: string, spent: ReadonlyMap<string, number>, unit: (seconds: number) => number) => {
  const columns = [...kinds, 'postgres-log', 'postgres-read', 'kafka'];
  const cells = columns.map((kind) => unit(spent.get(kind) ?? 0).toFixed(0));
  const all = unit([...spent.values()].reduce((sum, seconds) => sum + seconds, 0)).toFixed(0);
  return `| ${[count, what, ...cells, all].join(' | ')} |`;
};

const main = async (): Promise<void> => {
  const [events, seconds] = [Number(values.events), Number(values.seconds)];
  const dataDir = await mkdtemp(join(tmpdir(), 'touchstone-cost-'));
  const replicas = { ...Object.fromEntries(kinds.map((app) => [app, 1])), backup: 0 };
  const scaled = await startScaled({ dataDir, replicas, bus: values.bus === 'postgres' ? 'postgres' : 'kafka' });
  try {
    say(`${events} events in batches of 100; load average of other work: ${loadavg()[0]?.toFixed(1)}.\n`);
    say(`| of each | CPU | ${kinds.join(' | ')} | postgres log | postgres read | kafka | all |`);
    say(`|${'---|'.repeat(kinds.length + 6)}`);
    await work(scaled, people);
    for (const count of [1, 2, 4]) {
      await Promise.all(kinds.map((app) => scaled.scale(app, count)));
      await work(scaled, people);
      const idle = await spentIn(scaled, () => sleep(seconds * 1_000));
      say(rowOf(count, 'ms a second, at rest', idle, (spent) => (spent * 1_000) / seconds));
      const began = performance.now();
      const busy = await spentIn(scaled, () => work(scaled, events));
      const tookSeconds = (performance.now() - began) / 1_000;
      // What they take at rest they took in that time too, and no event is to blame for it.
      const atRest = (kind: string) => ((idle.get(kind) ?? 0) * tookSeconds) / seconds;
      const forEvents = new Map([...busy].map(([kind, spent]) => [kind, Math.max(0, spent - atRest(kind))]));
      say(rowOf(count, 'us an event, beside that', forEvents, (spent) => (spent * 1e6) / events));
    }
  } finally {
    await scaled.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
