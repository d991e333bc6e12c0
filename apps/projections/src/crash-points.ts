import type { AtCrashPoint } from '@touchstone/service-host';
import type { ProjectionObserver } from '@touchstone/subscriptions';

/** Where a test may kill the process: rows and checkpoint written but not committed, and just committed. */
export const projectionCrashPoints = ['customer-profile', 'customer-timeline', 'customer-identity'].flatMap((name) => [
  `${name}.before-commit`,
  `${name}.committed`,
]);

/** The observer as it is, unless somebody asks for crashes. */
export const withCrashPoints = (observer: ProjectionObserver, atCrashPoint?: AtCrashPoint): ProjectionObserver =>
  atCrashPoint
    ? {
        ...observer,
        committing: ({ projection }) => atCrashPoint(`${projection}.before-commit`),
        batch: (seen) => {
          if (seen.events > 0) atCrashPoint(`${seen.projection}.committed`);
          observer.batch?.(seen);
        },
      }
    : observer;
