import type { PlansPool } from './plans-schema.tables';
import type { Publish } from './quarantine.tables';

/** What the controllers of tracking plans work with. */
export interface PlanParts {
  readonly pool: PlansPool;
  readonly publish: Publish;
}
export const planParts = Symbol('planParts');
