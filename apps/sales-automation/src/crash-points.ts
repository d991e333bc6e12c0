/** Where a test may kill the process: around each durable step of a command, and among the records of a reassignment. */
export const crashPoints = [
  'command.recorded',
  'command.claimed',
  'command.appended',
  'command.answered',
  'reassignment.moved',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Called at every crash point; in an ordinary process it does nothing. */
export type AtCrashPoint = (point: CrashPoint) => void;
export const noCrash: AtCrashPoint = () => {};
