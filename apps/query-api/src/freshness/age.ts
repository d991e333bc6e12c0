import type { ProjectionMarks, RepositoryMarks, StoreMarks } from '@touchstone/contracts';
import type { Position } from '@touchstone/event-store';

/** How far the read models of one store were when they were last asked. */
export interface StoreLevel {
  /** Ms since the epoch at which everything behind the rows was last level with bus and store; undefined: never since their start. */
  readonly at: number | undefined;
  /** Projection -> the position that all of its slots have reached. */
  readonly positions: Readonly<Record<string, Position>>;
}

/** How far the road was when it was last asked. */
export interface Level extends StoreLevel {
  /** The same of read models that follow a department's store, by its name. */
  readonly departments: Readonly<Record<string, StoreLevel>>;
}

const lowest = (slots: Readonly<Record<string, Position>>): Position =>
  Object.values(slots).reduce((low, position) => (position < low ? position : low));

const earlier = (a: string, b: string): number | undefined => {
  const at = Math.min(Date.parse(a), Date.parse(b));
  return at > 0 ? at : undefined;
};

const positionsOf = (slots: StoreMarks['slots']): Readonly<Record<string, Position>> =>
  Object.fromEntries(
    Object.entries(slots)
      .filter(([, each]) => Object.keys(each).length > 0)
      .map(([name, each]) => [name, lowest(each)]),
  );

export const levelOf = (repository: RepositoryMarks, projections: ProjectionMarks): Level => ({
  at: earlier(projections.levelAt, repository.inboxLevelAt ?? projections.levelAt),
  positions: positionsOf(projections.slots),
  departments: Object.fromEntries(
    Object.entries(projections.departments ?? {}).map(([store, { slots, levelAt }]) => [
      store,
      { at: earlier(levelAt, levelAt), positions: positionsOf(slots) },
    ]),
  ),
});

/** Never negative: another machine's clock may run ahead of ours. */
export const ageMs = (at: number, now: number): number => Math.max(0, Math.round(now - at));
