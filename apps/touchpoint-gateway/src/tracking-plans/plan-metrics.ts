import { Counter, type Registry } from 'prom-client';
import type { PlanMode } from './plan';

export type CountViolations = (sourceId: string, mode: PlanMode, count: number) => void;

/** By source: only sources that somebody gave a plan are counted, so their number is small. */
export const planMetrics = (registry: Registry): CountViolations => {
  const violations = new Counter({
    name: 'touchstone_tracking_plan_violations_total',
    help: 'Events that broke the tracking plan of their source, by what became of them.',
    labelNames: ['source', 'mode'],
    registers: [registry],
  });
  return (source, mode, count) => violations.inc({ source, mode }, count);
};
