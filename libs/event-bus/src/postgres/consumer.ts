import { doorbell } from '../doorbell';
import type { ConsumeOptions, Consumer, ConsumerStatus } from '../port';
import { preparePartitions } from './assigned-partitions';
import { deliver } from './chunk-work';
import type { ConsumerContext } from './consumer-context';
import { keepBeating, keepWorking } from './consumer-loops';
import type { BusDatabase } from './database';
import { fetchFrom } from './fetch';
import type { Hints } from './hints';
import { Membership, type MembershipOptions } from './membership';
import { persistence } from './persistence';
import { RepairShop } from './repair-shop';
import type { Topic } from './topics';

export interface ConsumerSettings {
  readonly leaseMs: number;
  readonly chunkBytes: number;
}

type Told = (status: ConsumerStatus) => void;

/** Joins the group; resolves when the membership is written down. */
export const startConsumer = async (
  database: BusDatabase,
  hints: Hints,
  topics: readonly Topic[],
  { leaseMs, chunkBytes }: ConsumerSettings,
  options: ConsumeOptions,
): Promise<Consumer> => {
  const { group, handle, maxChunk = 500 } = options;
  const onStatus = careful(options.onStatus);
  const bells = { bell: doorbell(), beatBell: doorbell(), stop: doorbell() };
  const state = { stopping: false, abandoned: false, ended: false };
  const abort = new AbortController();
  const ring = () => Object.values(bells).forEach((bell) => bell.ring());
  const membership = enter(database, { group, topics, leaseMs }, hints, options, onStatus, bells.bell.ring);
  const context: ConsumerContext = {
    ...{ database, group, handle, membership, onStatus, state, ...bells, signal: abort.signal },
    fetch: fetchFrom(database, membership.holding, maxChunk, chunkBytes),
    whileRunning: persistence(() => state.stopping, bells.stop, onStatus),
    whileDraining: persistence(() => state.abandoned, bells.stop, onStatus),
  };
  const shopOptions = { database, group, holding: membership.holding, onStatus };
  const repairs = new RepairShop({ ...shopOptions, deliver: (chunk) => deliver(context, chunk) });
  const stopListening = hints.listen((hint) => {
    if (hint === `group ${group}`) bells.beatBell.ring();
    if (hint === `repair ${group}`) repairs.look();
    if (hint === `repair ${group}` || hint === 'messages') bells.bell.ring();
  });

  await membership.beat();
  const working = keepWorking(context, repairs);
  const beating = keepBeating(context);
  const finish = async () => {
    state.stopping = true;
    ring();
    await working;
    await context.whileDraining(() => membership.leave());
    state.ended = true;
    stopListening();
    ring();
    await beating;
  };
  const abandon = () => {
    state.abandoned = true;
    abort.abort();
    ring();
  };
  let finishing: Promise<void> | undefined;
  return {
    drain: (deadlineMs = 10_000) => within(deadlineMs, (finishing ??= finish()), abandon, group),
  };
};

const enter = (
  database: BusDatabase,
  place: Pick<MembershipOptions, 'group' | 'topics' | 'leaseMs'>,
  hints: Hints,
  options: ConsumeOptions,
  onStatus: Told,
  ring: () => void,
): Membership => {
  const prepare = preparePartitions(database, options);
  return new Membership(database, {
    ...place,
    onAssigned: async (assignments) => {
      const prepared = await prepare(assignments);
      onStatus({ kind: 'assigned', partitions: prepared.map(({ name }) => name) });
      ring();
      return prepared;
    },
    onRevoked: (lost) => onStatus({ kind: 'revoked', partitions: lost.map(({ name }) => name) }),
    onChange: () => hints.send(`group ${place.group}`),
  });
};

/** Telling must not stop the work. */
const careful =
  (told: Told | undefined): Told =>
  (status) => {
    try {
      told?.(status);
    } catch {
      return;
    }
  };

const within = async (deadlineMs: number, finished: Promise<void>, abandon: () => void, group: string) => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abandon();
      reject(new Error(`Group ${group} was not drained within ${deadlineMs} ms; what is in hand is delivered again.`));
    }, deadlineMs);
  });
  await Promise.race([finished, late]).finally(() => clearTimeout(timer));
};
