import { openTimers, runTimers } from '@touchstone/durable-work';
import type { Log } from '@touchstone/service-host';
import { carryOut, type CarryOutParts } from './carry-out';
import { ownedBy } from './owned-by';
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
      [kind]: async ({ id, failures }, signal) => {
        const isRecorded = await carryOut(parts, id, signal);
        if (!isRecorded && failures < looksForUnrecorded) throw new Error(`Reassignment ${id} is not recorded yet.`);
      },
    },
    onFailure: (timer, error) => log.warn({ err: error, reassignment: timer.id }, 'a reassignment waits'),
  });
  return {
    ownedBy: (person) => ownedBy(parts.store, person),
    failuresOf: async (id) => {
      const { state, failures, dueAt } = (await timers.standing(id)) ?? {
        state: 'fired',
        failures: 0,
        dueAt: new Date(0),
      };
      return state === 'waiting' && failures > 0 ? { failures, nextTryAt: dueAt.toISOString() } : undefined;
    },
    count: () => timers.count(kind),
    schedule: async (id) => {
      await timers.schedule({ id, kind, dueAt: new Date(parts.now()), payload: {} });
      running.wake();
    },
    stop: () => running.stop(),
  };
};
