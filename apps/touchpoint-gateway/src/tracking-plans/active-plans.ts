import { LRUCache } from 'lru-cache';
import { judgeByPlan } from './judge-by-plan';
import type { ActivePlan, PlanMode, TrackingPlan } from './plan';

export interface StoredPlan {
  readonly version: number;
  readonly mode: PlanMode;
  readonly plan: TrackingPlan;
}

export interface ActivePlans {
  /** Undefined when the source has no plan, or one that is off. Answers may be 5 s old. */
  of(sourceId: string): Promise<ActivePlan | undefined>;
}

const lifeMs = 5_000;

interface Known {
  readonly version: number;
  readonly plan?: ActivePlan;
}

/** `look` answers the newest version, or undefined when that is the one that is known already. */
export const activePlans = (
  look: (sourceId: string, known: number | undefined) => Promise<StoredPlan | undefined>,
): ActivePlans => {
  const compile = ({ version, mode, plan }: StoredPlan): Known =>
    mode === 'off' ? { version } : { version, plan: { version, mode, violationOf: judgeByPlan(plan, version) } };
  const known = new LRUCache<string, Known>({
    max: 10_000,
    ttl: lifeMs,
    fetchMethod: async (sourceId, before) => {
      const newer = await look(sourceId, before?.version);
      return newer ? compile(newer) : (before ?? { version: 0 });
    },
  });
  return { of: async (sourceId) => (await known.fetch(sourceId))?.plan };
};
