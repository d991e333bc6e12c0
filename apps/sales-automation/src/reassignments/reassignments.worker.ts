import { openTimers, runTimers } from '@touchstone/durable-work';
import type { Log } from '@touchstone/service-host';
import { carryOut, type CarryOutParts } from './carry-out';
import { ownedBy } from './owned-by';
import type { ReassignmentParts } from './reassignments.controller';

const kind = 'reassign';
/** A command that was refused, or never repeated after a crash, leaves a timer without a reassignment. */
const givenUpAfter = 12;

type TimersOptions = Parameters<typeof openTimers>[0];

/** Carries reassignments out, one after the other; another process goes on with those of one that died. */
export const runReassignments = async (
  parts: CarryOutParts,
  options: TimersOptions,
  log: Log,
): Promise<ReassignmentParts & { stop(): Promise<void> }> => {
  const timers = await openTimers(options);
  const running = runTimers({
    timers,
    ...(options.leaseMs !== undefined && { leaseMs: options.leaseMs }),
    reactions: {
      [kind]: async ({ id, failures }, signal) => {
        if (failures >= givenUpAfter) return;
        await carryOut(parts, id, signal);
      },
    },
    onFailure: (timer, error) => log.warn({ err: error, reassignment: timer.id }, 'a reassignment waits'),
  });
  return {
    ownedBy: (person) => ownedBy(parts.store, person),
    schedule: async (id) => {
      await timers.schedule({ id, kind, dueAt: new Date(parts.now()), payload: {} });
      running.wake();
    },
    stop: () => running.stop(),
  };
};
