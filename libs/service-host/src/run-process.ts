import { ConfigurationError } from './read-config';

export interface Stoppable {
  close(): Promise<void>;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const stop = async (signal: NodeJS.Signals, running: Promise<Stoppable>, deadlineMs: number): Promise<never> => {
  const late = setTimeout(() => {
    say(
      `Not everything could be finished within ${deadlineMs} ms of ${signal}; what was not acknowledged is done again at the next start.`,
    );
    process.exit(1);
  }, deadlineMs);
  try {
    await (await running).close();
  } catch (error) {
    say(`Stopping failed: ${(error as Error).message}`);
    process.exit(1);
  }
  clearTimeout(late);
  process.exit(0);
};

/** Errors whose message is a sentence for the person at the terminal; for others the stack helps more. */
const isForPeople = (error: unknown): error is Error =>
  error instanceof Error &&
  (error instanceof ConfigurationError ||
    ['PostgresNotStarted', 'MigrationRefused', 'BusChanged', 'BusForbidden', 'BusRefused'].includes(error.name) ||
    ('remedy' in error && error.remedy !== undefined));

/**
 * The life of a process: starts, and on SIGTERM or SIGINT stops within the deadline. A second signal ends it at once.
 * A start that fails says why and ends with exit code 1.
 */
export const runProcess = (start: () => Promise<Stoppable>, { deadlineMs = 25_000 } = {}): void => {
  const running = start();
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void stop(signal, running, deadlineMs);
    });
  }
  running.catch((error: unknown) => {
    say(isForPeople(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  });
};
