/** Where a test may kill the process: just after each durable step, and just before each one that follows. */
export const crashPoints = [
  'inbox.received',
  'inbox.claimed',
  'inbox.appended',
  'inbox.marked',
  'resolver.decided',
  'resolver.intended',
  'resolver.appended',
  'resolver.before-commit',
  'resolver.committed',
  'instruction.appended',
  'erasure.requested',
  'erasure.keys-destroyed',
  'erasure.recorded',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Called at every crash point; in an ordinary process it does nothing. */
export type AtCrashPoint = (point: CrashPoint) => void;
export const noCrash: AtCrashPoint = () => {};
