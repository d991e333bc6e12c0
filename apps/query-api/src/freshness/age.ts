import type { ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import type { Position } from '@touchstone/event-store';

/** How far the road was when it was last asked. */
export interface Level {
  /** Ms since the epoch at which everything behind the rows was last level with bus and store; undefined: never since their start. */
  readonly at: number | undefined;
  /** Projection -> the position that all of its slots have reached. */
  readonly positions: Readonly<Record<string, Position>>;
}

const lowest = (slots: Readonly<Record<string, Position>>): Position =>
  Object.values(slots).reduce((low, position) => (position < low ? position : low));

const earlier = (a: string, b: string): number | undefined => {
  const at = Math.min(Date.parse(a), Date.parse(b));
  return at > 0 ? at : undefined;
};

export const levelOf = (repository: RepositoryMarks, projections: ProjectionMarks): Level => ({
  at: earlier(projections.levelAt, repository.inboxLevelAt ?? projections.levelAt),
  positions: Object.fromEntries(
    Object.entries(projections.slots)
      .filter(([, slots]) => Object.keys(slots).length > 0)
      .map(([name, slots]) => [name, lowest(slots)]),
  ),
});

/** Never negative: another machine's clock may run ahead of ours. */
export const ageMs = (at: number, now: number): number => Math.max(0, Math.round(now - at));
