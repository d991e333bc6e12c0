import { openTimers, runTimers } from '@touchstone/durable-work';
import type { Log } from '@touchstone/service-host';
import { carryOut, type CarryOutParts } from './carry-out';
import { findOwned, wantedOf } from './find-owned';
import type { ReassignmentParts } from './reassignments.controller';

const kind = 'reassign';
/**
 * A command that died between its timer and its event leaves a timer without a reassignment: it is looked for once a minute
 * for about a day. A reassignment that is recorded is never given up.
 */
const looksForUnrecorded = 1_500;

type TimersOptions = Parameters<typeof openTimers>[0];

export interface RunningReassignments extends ReassignmentParts {
  /** How many are not completed, and how many of those could not go on when they were tried last. */
  count(): Promise<{ readonly waiting: number; readonly failing: number }>;
  stop(): Promise<void>;
}

/** Carries reassignments out, one after the other; another process goes on with those of one that died. */
export const runReassignments = async (
  parts: CarryOutParts,
  options: TimersOptions,
  log: Log,
): Promise<RunningReassignments> => {
  const timers = await openTimers(options);
  const running = runTimers({
    timers,
    ...(options.leaseMs !== undefined && { leaseMs: options.leaseMs }),
    reactions: {
      [kind]: async ({ id, failures, payload }, signal) => {
        const wanted = wantedOf(payload);
        const nothing = wanted && (await findOwned(parts, id, wanted, signal));
        if (nothing) return { ...nothing };
        const isRecorded = await carryOut(parts, id, signal);
        if (!isRecorded && failures < looksForUnrecorded) throw new Error(`Reassignment ${id} is not recorded yet.`);
        return undefined;
      },
    },
    onFailure: (timer, error) => log.warn({ err: error, reassignment: timer.id }, 'a reassignment waits'),
  });
  return {
    newest: () => parts.store.newest(),
    standingOf: async (id) => {
      const timer = await timers.standing(id);
      if (!timer) return undefined;
      const { state, failures, dueAt, payload } = timer;
      const waiting = state === 'waiting' && failures > 0 ? { failures, nextTryAt: dueAt.toISOString() } : undefined;
      const rule = state === 'waiting' ? undefined : (payload['rule'] as string | undefined);
      return { wanted: wantedOf(payload), waiting, rule };
    },
    count: () => timers.count(kind),
    schedule: async (id, wanted) => {
      await timers.schedule({ id, kind, dueAt: new Date(parts.now()), payload: { ...wanted } });
      running.wake();
    },
    stop: () => running.stop(),
  };
};
