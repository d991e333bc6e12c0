import { setTimeout as sleep } from 'node:timers/promises';
import { touchpointsTopic } from '@touchstone/contracts';
import { v5 } from 'uuid';
import { differences, type Difference } from '../load/compare';
import { receiptOf } from '../load/settled';
import type { Told } from '../load/story';
import type { ScaledServices } from '../product/scaled-services';
import type { World } from './world';

/** What is wrong; all zero when nothing is. */
export interface Verdict {
  /** Acknowledged and not in the log, or not in a read model. */
  readonly losses: number;
  /** In the log or in a timeline more often than acknowledged. */
  readonly doubles: number;
  /** Events that lie in their stream behind one that was sent later. */
  readonly outOfOrder: number;
  /** Customers whose sums or timeline differ from the naive fold. */
  readonly differing: number;
  readonly conflicts: number;
  readonly rejected: number;
  /** The first of them, in words. */
  readonly examples: readonly string[];
}

export const isUnharmed = ({ losses, doubles, outOfOrder, differing, conflicts, rejected }: Verdict): boolean =>
  losses + doubles + outOfOrder + differing + conflicts + rejected === 0;

const patienceMs = 90_000;

/** Asks the replicas of the query API in turn: all of them must say the same. */
const readFrom = (services: ScaledServices) => {
  const replicas = services.replicasOf('query-api');
  let turn = 0;
  return <Body>(path: string) => services.ask<Body>(path, { of: replicas[turn++ % replicas.length] });
};

/** Waits until the read models say what the naive fold says, and answers what differs when patience runs out. */
const settle = async (services: ScaledServices, told: readonly Told[]): Promise<readonly Difference[]> => {
  const read = readFrom(services);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await differences(read, told).catch((error: Error) => error);
    if (!(found instanceof Error) && found.length === 0) return found;
    if (performance.now() > deadline) {
      if (found instanceof Error) throw found;
      return found;
    }
    await sleep(200);
  }
};

interface Stored {
  readonly id: string;
  readonly stream: string;
}
const inTheLog = `SELECT event_id::text AS id, stream_id AS stream FROM store.events WHERE event_id = ANY($1::uuid[])
  ORDER BY stream_id COLLATE "C", stream_version`;
const countOfFacts = `SELECT count(*)::int AS facts FROM store.events WHERE category = $1`;

const outOfOrder = (rows: readonly Stored[], rankOf: ReadonlyMap<string, number>): string[] =>
  rows.flatMap(({ id, stream }, at) => {
    const before = rows[at - 1];
    return before?.stream === stream && rankOf.get(before.id)! > rankOf.get(id)!
      ? [`${id} lies in ${stream} behind ${before.id}, which was sent later`]
      : [];
  });

/** The ids are made here once more, from nothing but what was sent. */
const checkLog = async ({ services, sent, observer }: World, from: number) => {
  const ids = [...sent.acknowledged.keys()].map((message) => v5(message, services.sourceId));
  const own = ids.slice(from);
  const rows = await observer.query<Stored>(inTheLog, [own]);
  const stored = new Set(rows.map(({ id }) => id));
  const category = rows[0]?.stream.split('-')[0];
  const [count] = await observer.query<{ facts: number }>(countOfFacts, [category]);
  return {
    lost: own.filter((id) => !stored.has(id)).map((id) => `${id} is not in the log`),
    twice: rows.length - stored.size + Math.max(0, (count?.facts ?? 0) - ids.length),
    wrongOrder: outOfOrder(rows, new Map(ids.map((id, rank) => [id, rank]))),
  };
};

const readUpTo = `SELECT a.group_name AS "group", a.partition, a.next::int AS next FROM bus_kafka.assignments a
  JOIN bus_kafka.topics t ON t.id = a.topic WHERE t.topic = $1 ORDER BY a.group_name, a.partition`;

/** Whether what is missing waits in the topic or is not there either. */
const unread = async ({ kafka, observer }: World): Promise<string[]> => {
  const ends = await kafka.endsOf(touchpointsTopic);
  const read = await observer.query<{ group: string; partition: number; next: number }>(readUpTo, [touchpointsTopic]);
  const behind = read.filter(({ partition, next }) => next < (ends[partition] ?? 0));
  if (behind.length === 0) return ['Every message of the topic was read.'];
  return behind.map(
    ({ group, partition, next }) =>
      `${group} has read partition ${partition} of the topic up to ${next} of ${ends[partition]}`,
  );
};

/** What became of everything acknowledged from the `from`th event on; the totals are of all of it. */
export const judge = async (world: World, from: number): Promise<Verdict> => {
  const { services, sent } = world;
  const differing = await settle(services, [...sent.acknowledged.values()].slice(from));
  const { lost, twice, wrongOrder } = await checkLog(world, from);
  const receipt = await receiptOf((path) => services.ask(path));
  const where = lost.length > 0 ? await unread(world) : [];
  const miscounted = receipt.stored - sent.acknowledged.size;
  return {
    losses: lost.length + differing.reduce((sum, one) => sum + one.lost.length, 0) + Math.max(0, -miscounted),
    doubles: twice + differing.reduce((sum, one) => sum + one.doubled.length, 0) + Math.max(0, miscounted),
    outOfOrder: wrongOrder.length,
    differing: differing.length,
    conflicts: receipt.conflict,
    rejected: receipt.rejected,
    examples: [...where, ...[...lost, ...wrongOrder, ...differing.map((one) => JSON.stringify(one))].slice(0, 5)],
  };
};
