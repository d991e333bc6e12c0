import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callFor } from '../harness/callers';
import { cpuOfThisProcess } from '../harness/cpu';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { quantile } from '../harness/statistics';
import { until } from '../harness/until';
import { serve } from '../plain/serve';
import { bodyOf, sender, someOf } from '../product/gateway';
import { startWholeRoad, type WholeRoad } from '../product/whole-road';
import { openProbes, probe } from './visible';

const batch = 100;
const callers = 8;
const known = 2_000;
/** Events between accepted and shown; with the rate, this is how far anything can lag. */
const onTheRoad = 10_000;
const bare = join(__dirname, '../plain/bare-ingest.js');
const knownOnes = someOf(known);

/** Follows how many events are shown, and when each batch was. */
const watch = (road: WholeRoad, base: number) => {
  const waiting: { upTo: number; acceptedAt: number }[] = [];
  const lags: number[] = [];
  let accepted = base;
  let shown = base;
  const ended = new AbortController();
  const running = (async () => {
    while (!ended.signal.aborted) {
      shown = await road.shown();
      const now = performance.now();
      while (waiting[0] && waiting[0].upTo <= shown) lags.push(now - (waiting.shift()?.acceptedAt ?? now));
      await sleep(25);
    }
  })();
  return {
    lags,
    room: () => accepted - shown < onTheRoad,
    accept: (count: number) => waiting.push({ upTo: (accepted += count), acceptedAt: performance.now() }),
    level: () => until('everything is shown', () => Promise.resolve(shown >= accepted), { everyMs: 5 }),
    end: async () => {
      ended.abort();
      await running;
    },
  };
};

const sustain = async (road: WholeRoad, ms: number): Promise<Figures & { note: string }> => {
  const base = await road.shown();
  const watched = watch(road, base);
  const [before, clientBefore, began] = [await road.cpu(), cpuOfThisProcess(), performance.now()];
  const { count } = await callFor(ms, callers, async () => {
    if (!watched.room()) {
      await sleep(5);
      return 0;
    }
    const sent = await road.send(bodyOf(batch, knownOnes), batch);
    watched.accept(sent);
    return sent;
  });
  await watched.level();
  const seconds = (performance.now() - began) / 1_000;
  const [after, clientAfter] = [await road.cpu(), cpuOfThisProcess()];
  await watched.end();
  const each = (spent: number): number => (spent / count) * 1e6;
  const [ours, servers] = [each(after.process - before.process), each(after.servers - before.servers)];
  return {
    name: 'Touchstone, the whole road in one process',
    perSecond: count / seconds,
    p50: quantile(watched.lags, 0.5),
    p95: quantile(watched.lags, 0.95),
    p99: quantile(watched.lags, 0.99),
    clientCpu: each(clientAfter - clientBefore),
    serverCpu: ours + servers,
    note: `CPU for an event: the process ${Math.round(ours)} us, its PostgreSQL servers ${Math.round(servers)} us.`,
  };
};

/** Sends at a fixed rate, and beside it single events that are looked for. */
const visibleAt = async (road: WholeRoad, perSecond: number, ms: number, quick: boolean): Promise<Figures[]> => {
  const people = await openProbes(road, quick);
  const seen = { profile: [] as number[], timeline: [] as number[] };
  const began = performance.now();
  let sent = 0;
  const sending = callFor(ms, callers, async () => {
    const dueIn = (sent / perSecond) * 1_000 - (performance.now() - began);
    sent += batch;
    if (dueIn > 0) await sleep(dueIn);
    return road.send(bodyOf(batch, knownOnes), batch);
  });
  for (let at = 0; performance.now() - began < ms; at++) {
    const one = await probe(road, people[at % people.length] as (typeof people)[number]);
    seen.profile.push(one.profile);
    seen.timeline.push(one.timeline);
    await sleep(100);
  }
  const { count } = await sending;
  const rate = count / ((performance.now() - began) / 1_000);
  const figures = (name: string, values: readonly number[]): Figures => ({
    name: `at half of it: accepted to seen in the ${name}`,
    perSecond: rate,
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    p99: quantile(values, 0.99),
    p99Target: 1_000,
  });
  return [figures('profile', seen.profile), figures('timeline', seen.timeline)];
};

const startBare = async (bench: Bench) => {
  const writeKey = randomBytes(16).toString('hex');
  const served = await serve(bare, [await bench.database(), writeKey]);
  const agent = new Agent({ keepAlive: true });
  const send = sender(served.url, writeKey, agent);
  const rates: number[] = [];
  const round = async (ms: number, counts: boolean): Promise<void> => {
    const began = performance.now();
    const { count } = await callFor(ms, callers, () => send(bodyOf(batch, knownOnes), batch));
    if (counts) rates.push((count / (performance.now() - began)) * 1_000);
  };
  const stop = async (): Promise<void> => {
    agent.destroy();
    await served.stop();
  };
  return { rates, round, stop };
};

const measure = async (bench: Bench, { windowMs }: Pace) => {
  const plain = await startBare(bench);
  const road = await startWholeRoad();
  try {
    const bareMs = Math.min(windowMs / 2, 5_000);
    for (let at = 0; at < (bench.quick ? 2 : 2 * (known / batch)); at++)
      await road.send(bodyOf(batch, knownOnes), batch);
    await plain.round(bareMs / 2, false);
    await sustain(road, windowMs / 6); // warm
    await plain.round(bareMs, true);
    const { note, ...ours } = await sustain(road, windowMs);
    await plain.round(bareMs, true);
    const bareRate = plain.rates.reduce((sum, rate) => sum + rate, 0) / plain.rates.length;
    const perSecond = ours.perSecond ?? 0;
    const half = await visibleAt(road, perSecond / 2, windowMs, bench.quick);
    const beside: Figures = {
      name: 'bare Fastify, one unnest INSERT, before and after',
      perSecond: bareRate,
      range: [Math.min(...plain.rates), Math.max(...plain.rates)],
      ratio: perSecond / bareRate,
      target: 0.15,
    };
    return { contenders: [ours, beside, ...half], notes: [note] };
  } finally {
    await Promise.all([road.close(), plain.stop()]);
  }
};

export const sustained: OwnPaceRow = {
  name: 'sustained',
  what: `POST /v1/batch with ${batch} events of ${known} known people, ${callers} connections, through gateway, bus, inbox, resolver and projections of one process; at most ${onTheRoad} events between accepted and shown, the time until the last one is shown counts; its p50 to p99 are from accepted to shown. At half of that rate single events are sent beside it, and profile and timeline are asked every 10 ms.`,
  unit: 'events',
  measure,
};
