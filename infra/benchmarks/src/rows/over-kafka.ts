import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { touchpointsTopic } from '@touchstone/contracts';
import { startKafka, whyNoKafka } from '@touchstone/kafka';
import { Pool } from 'pg';
import { cpuOfThisProcess, cpuOfTree } from '../harness/cpu';
import type { Bench, Figures, OwnPaceRow } from '../harness/row';
import { quantile } from '../harness/statistics';
import { until } from '../harness/until';
import { consumeBare, makePlainInbox } from '../plain/bare-kafka';
import { bodyOf, sender, serveGateway, someOf } from '../product/gateway';
import { openLogServer, type LogServer } from '../product/log-server';
import { serveRepository } from '../product/repository';

const batch = 100;
const callers = 8;
const attempts = 40;
const knownOnes = someOf(2_000);
/**
 * Of the events that wait, so many are stored before the measured time. Ours is a new process each time, while the bare one goes
 * over the topic three times in the same: it takes thousands of events until the code of a new one is compiled.
 */
const warm = 0.4;

/** As an SDK does: a broker that has just started, or a busy machine, may have the gateway refuse a batch for a moment. */
const sendUntilTaken = async (send: ReturnType<typeof sender>, body: string): Promise<number> => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await send(body, batch);
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(250);
    }
};

/** Fills the topic through the gateway. */
const accept = async (log: LogServer, events: number): Promise<Figures> => {
  const writeKey = randomBytes(16).toString('hex');
  const served = await serveGateway(log, writeKey);
  const agent = new Agent({ keepAlive: true });
  const send = sender(served.url, writeKey, agent);
  const latencies: number[] = [];
  let left = events;
  let [measuredFrom, measured] = [performance.now(), 0];
  const call = async () => {
    while (left > 0) {
      left -= batch;
      const began = performance.now();
      const sent = await sendUntilTaken(send, bodyOf(batch, knownOnes));
      if (left > events * (1 - warm)) [measuredFrom, measured] = [performance.now(), 0];
      else measured += sent;
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - measuredFrom) / 1_000;
  agent.destroy();
  await served.stop();
  return {
    name: 'accepted by the gateway, on the bus in Kafka',
    perSecond: measured / seconds,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
  };
};

const holdsAll = async (pool: Pool, table: string, events: number): Promise<void> => {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE category = 'identity'`,
  );
  if (rows[0]?.n !== events) throw new Error(`${table} holds ${rows[0]?.n} events instead of ${events}.`);
};

interface Drained {
  readonly perSecond: number;
  /** CPU for an event: the consumer, the server. */
  readonly consumer: number;
  readonly server: number;
}

/** Says how many are in without counting them, which would take more of the server's time from the slower one. */
const progress = {
  ours: `SELECT sum(next)::int AS n FROM inbox.marks WHERE topic = '${touchpointsTopic}'`,
  bare: `SELECT pg_sequence_last_value(pg_get_serial_sequence('plain_events', 'global_position')::regclass)::int AS n`,
};
const tables = { ours: 'store.events', bare: 'plain_events' };

/** Follows a consumer until everything is in its tables; what counts is behind the warm part. */
const drained = async (
  pool: Pool,
  whose: keyof typeof tables,
  events: number,
  cpu: () => [number, number],
): Promise<Drained> => {
  const look = async () => {
    const { rows } = await pool.query<{ n: number | null }>(progress[whose]);
    return { count: rows[0]?.n ?? 0, at: performance.now(), cpu: cpu() };
  };
  let [from, last] = [await look(), await look()];
  const isAllThere = async () => {
    last = await look();
    if (from.count < events * warm) from = last;
    return last.count >= events;
  };
  await until(`${events} events are in ${tables[whose]}`, isAllThere, { everyMs: 50 });
  await holdsAll(pool, tables[whose], events);
  const count = last.count - from.count;
  const each = (which: 0 | 1) => ((last.cpu[which] - from.cpu[which]) / count) * 1e6;
  return { perSecond: (count / (last.at - from.at)) * 1_000, consumer: each(0), server: each(1) };
};

const drainOurs = async (log: LogServer, pool: Pool, { serverPid }: Bench, events: number): Promise<Drained> => {
  const repository = await serveRepository(log);
  const cpu = (): [number, number] => [repository.cpu() ?? 0, cpuOfTree(serverPid) ?? 0];
  return drained(pool, 'ours', events, cpu).finally(() => repository.stop());
};

const drainBare = async (pool: Pool, brokers: string, { serverPid }: Bench, events: number, atOnce: number) => {
  await makePlainInbox(pool);
  const cpu = (): [number, number] => [cpuOfThisProcess(), cpuOfTree(serverPid) ?? 0];
  const stop = await consumeBare(pool, brokers, touchpointsTopic, atOnce);
  return { atOnce, ...(await drained(pool, 'bare', events, cpu).finally(stop)) };
};

/** Theirs with the number of partitions at a time at which it is fastest. */
const drainBoth = async (log: LogServer, brokers: string, bench: Bench, events: number) => {
  const pool = new Pool({ connectionString: log.logUrl, max: 10 });
  try {
    const ours = await drainOurs(log, pool, bench, events);
    const bare: Awaited<ReturnType<typeof drainBare>>[] = [];
    for (const atOnce of bench.quick ? [4] : [2, 4, 8])
      bare.push(await drainBare(pool, brokers, bench, events, atOnce));
    return { ours, bare: bare.reduce((best, one) => (one.perSecond > best.perSecond ? one : best)) };
  } finally {
    await pool.end();
  }
};

const measureWith = async (bench: Bench, brokers: string) => {
  const events = bench.quick ? 1_000 : 60_000;
  const log = await openLogServer(bench);
  const env = { ...log.env, KAFKA_BROKERS: brokers };
  const accepted = await accept({ ...log, env }, events);
  const { ours, bare } = await drainBoth({ ...log, env }, brokers, bench, events);
  // In a quick run everything may come in the first chunk.
  const figures = { ours: ours.perSecond || events, bare: bare.perSecond || events };
  const cpuOf = ({ consumer, server }: Drained) =>
    `consumer ${Math.round(consumer)} us, PostgreSQL ${Math.round(server)} us`;
  return {
    contenders: [
      { name: 'Touchstone, from Kafka to inbox and store', perSecond: figures.ours },
      {
        name: 'bare kafkajs eachBatch, the same two inserts',
        perSecond: figures.bare,
        ratio: figures.ours / figures.bare,
        target: 0.5,
      },
      accepted,
    ],
    notes: [
      `${events} events of 2 000 people. Best of the bare one with 2, 4 or 8 partitions at a time: ${bare.atOnce}. CPU for an event: Touchstone ${cpuOf(ours)}; bare ${cpuOf(bare)}.`,
    ],
  };
};

const measure = async (bench: Bench) => {
  const why = await whyNoKafka();
  if (why) {
    process.stderr.write(`!!! kafka.road is NOT RUN: ${why}\n`);
    return { contenders: [], notes: [`**Not run: ${why}**`] };
  }
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-kafka-'));
  const kafka = await startKafka({ dataDir: folder });
  try {
    return await measureWith(bench, kafka.brokers);
  } finally {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
};

export const overKafka: OwnPaceRow = {
  name: 'kafka.road',
  what: 'events that wait in a topic of 24 partitions of a broker on this machine: the customer repository in a process of its own takes them through inbox, store and resolver; the bare consumer takes the same topic. The rate is that behind the first two fifths. The gateway has filled the topic, by POST /v1/batch with 100 events and 8 connections.',
  unit: 'events',
  measure,
};
