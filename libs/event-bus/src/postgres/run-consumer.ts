import { doorbell } from '../doorbell';
import type { ConsumeOptions, Consumer, ConsumerStatus } from '../port';
import { deliver } from './chunk-work';
import type { ConsumerContext } from './consumer-context';
import { keepBeating, keepWorking } from './consumer-loops';
import type { BusDatabase } from './database';
import type { Fetch } from './fetch';
import type { GroupMembership } from './group-membership';
import type { Hints } from './hints';
import { persistence } from './persistence';
import { RepairShop } from './repair-shop';

export type Told = (status: ConsumerStatus) => void;

/** What differs from bus to bus: how a member comes to its partitions, and where their messages come from. */
export interface ConsumerParts {
  readonly database: BusDatabase;
  readonly hints: Hints;
  readonly enter: (entrance: Entrance) => Entered;
}
export interface Entrance {
  readonly options: ConsumeOptions;
  readonly onStatus: Told;
  /** Ends an idle wait. */
  readonly ring: () => void;
}
export interface Entered extends Pick<ConsumerContext, 'onCommitted'> {
  readonly membership: GroupMembership;
  readonly fetch: Fetch;
  /** Trouble with the membership is told, where the work does not notice it. */
  readonly tellsTrouble?: boolean;
}

export const defaultChunk = 500;

/** Runs the loops of one member: beats, fetches, hands over, commits, repairs. Resolves when it is a member. */
export const runConsumer = async (
  { database, hints, enter }: ConsumerParts,
  options: ConsumeOptions,
): Promise<Consumer> => {
  const { group, handle } = options;
  const onStatus = careful(options.onStatus);
  const bells = { bell: doorbell(), beatBell: doorbell(), stop: doorbell() };
  const state = { stopping: false, abandoned: false, ended: false };
  const abort = new AbortController();
  const ring = () => Object.values(bells).forEach((bell) => bell.ring());
  const { tellsTrouble, ...entered } = enter({ options, onStatus, ring: bells.bell.ring });
  const { membership } = entered;
  const context: ConsumerContext = {
    ...{ database, group, handle, onStatus, state, ...bells, ...entered, signal: abort.signal },
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
  const beating = keepBeating(context, tellsTrouble ? onStatus : () => {});
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
