import { definitionOf } from '@touchstone/contracts';
import { pause } from '../failures';
import type { ProjectionObserver } from '../observer';
import type { Opener } from '../opened-page';
import { PageWindow } from '../page-window';
import type { Projection } from '../projection';
import type { RunOptions } from '../run-options';
import { runSlot } from '../run-slot';
import type { SharedSlots } from '../sharing/shared-slots';
import type { Reading } from '../slot-source';
import type { RunningBuild } from './running-builds';

/** Of a batch in plain text: 8 000 usual events have half of it, and the largest allowed ones must not fill the memory. */
const batchWeight = 16 << 20;
/**
 * Events that are read, opened and written at once while people read from the version before. They wait behind whatever the
 * build does on the processor that they need, so it does little at a time and one thing at a time: either this process works
 * or the server does. A fifth more work than in batches of 1000.
 */
const eventsBeside = 250;
const longestRestMs = 2_000;

interface Shared extends RunOptions {
  readonly schema: string;
  /** Slot -> when it was level; slot -> why it does not go on. */
  readonly live: Map<string, Date>;
  readonly refused: Map<string, string>;
  readonly leaseMs: number;
  readonly sharing: SharedSlots;
  readonly stopping: AbortSignal;
}

const openers =
  ({ codec, observer = {}, knows = (type) => definitionOf(type) !== undefined }: Shared) =>
  (handled: readonly Projection[], count: boolean): Opener => ({
    codec,
    knows,
    handles: new Set(handled.flatMap(({ handles }) => handles)),
    ...(count && observer.skipped ? { skipped: (type: string) => observer.skipped?.(type) } : {}),
  });

/** Whoever reads goes first while a version is built beside the one that answers, unless it is to be built as fast as it can. */
const isGentle = ({ state }: RunningBuild, share: number): boolean => state === 'building' && share < 1;

const readingOf = (build: RunningBuild, share: number, pageSize: number, windowPages: number) => (): Reading => {
  const gentle = isGentle(build, share);
  const page = gentle ? Math.min(pageSize, eventsBeside) : pageSize;
  const events = gentle ? page : windowPages * pageSize;
  return { pageSize: page, batch: { events, weight: batchWeight }, ahead: !gentle };
};

const resting =
  (build: RunningBuild, share: number, signal: AbortSignal) => async (workedMs: number, isLive: boolean) => {
    if (!isGentle(build, share) || isLive) return;
    await pause(Math.min(longestRestMs, workedMs * (1 / share - 1)), signal);
  };

const counting = (build: RunningBuild, observer: ProjectionObserver): ProjectionObserver => ({
  ...observer,
  batch: (seen) => {
    build.folded += seen.events;
    observer.batch?.(seen);
  },
});

/** How a build runs, given what all builds of the process share. */
export const buildRunner = (shared: Shared) => {
  const { store, projections, observer = {}, pageSize = 1000, windowPages = 8, filter, rebuildShare = 0.5 } = shared;
  const { live, refused, sharing, stopping } = shared;
  const opener = openers(shared);
  const readFailed = (error: string, retryInMs: number) => observer.readFailed?.(error, retryInMs);
  const source = { store, readFailed, ...(filter ? { filter } : {}) };
  const window = new PageWindow({
    ...source,
    pageSize,
    opener: opener(projections, true),
    maxPages: windowPages,
    signal: stopping,
  });

  return (build: RunningBuild): Promise<unknown> => {
    const { projection, subscription, slots } = build;
    const signal = AbortSignal.any([stopping, build.stop.signal]);
    const followed = { subscription, version: projection.version };
    const named = () => ({ projection: projection.name, ...(build.state !== 'live' && { build: build.name }) });
    const seats = sharing.open(followed, slots, (seen) => observer.shared?.({ ...named(), slots, ...seen }));
    const running = seats.map((seat, slot) =>
      runSlot({
        ...shared,
        projection,
        subscription,
        slots,
        slot,
        seat,
        name: () => ({ ...named(), slot }),
        rest: resting(build, rebuildShare, signal),
        observer: counting(build, observer),
        window,
        opener: opener([projection], projection === projections[0]),
        source: { ...source, reading: readingOf(build, rebuildShare, pageSize, windowPages), signal },
        refused,
        level: live,
        signal,
      }),
    );
    return Promise.all(running).finally(() => sharing.close(followed));
  };
};
