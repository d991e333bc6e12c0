import { backoff } from '../backoff';
import type { Doorbell } from '../doorbell';
import { BusUnavailable } from '../errors';
import type { ConsumerStatus } from '../port';

/** Repeats one step in place, with growing pauses, until it succeeds; undefined when it was given up. */
export type Persistence = <T>(step: (attempt: number) => Promise<T>) => Promise<T | undefined>;

// The class only: a message may hold what an emitter sent.
export const pausedBy = (error: unknown, retryInMs: number): ConsumerStatus => ({
  ...{ kind: 'paused', error: (error as Error)?.name ?? 'Error', retryInMs },
  ...(error instanceof BusUnavailable && error.remedy !== undefined && { remedy: error.remedy }),
});

export const persistence =
  (givenUp: () => boolean, bell: Doorbell, onStatus: (status: ConsumerStatus) => void): Persistence =>
  async (step) => {
    const pauses = backoff();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await step(attempt);
        if (attempt > 1) onStatus({ kind: 'resumed' });
        return result;
      } catch (error) {
        if (givenUp()) return undefined;
        const retryInMs = pauses.next();
        onStatus(pausedBy(error, retryInMs));
        await bell.wait(retryInMs);
        if (givenUp()) return undefined;
      }
    }
  };
