import type { EventStore } from '@touchstone/event-store';
import type { Relay } from '@touchstone/event-bus';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { RunningReassignments } from './reassignments/reassignments.worker';

export interface Gauged {
  readonly store: Pick<EventStore, 'head'>;
  readonly relay: Pick<Relay, 'checkpoint'>;
}

export interface SalesMetrics {
  /** A command was carried out, or refused by this rule. */
  readonly onCommand: (outcome: 'done' | 'refused' | 'failed', rule?: string) => void;
}

/** Counts those that are not completed, told apart by whether they could go on when they were tried last. */
export const countReassignments = <Running extends Pick<RunningReassignments, 'count'>>(
  registry: Registry,
  reassignments: Running,
): Running => {
  const gauge: Gauge = new Gauge({
    name: 'touchstone_sales_reassignments',
    help: 'Reassignments that are not completed: running, or failing and tried again.',
    labelNames: ['state'],
    registers: [registry],
    collect: async () => {
      const found = await reassignments.count().catch(() => undefined);
      if (!found) return;
      gauge.set({ state: 'running' }, found.waiting - found.failing);
      gauge.set({ state: 'failing' }, found.failing);
    },
  });
  return reassignments;
};

/** Gauges are read when somebody asks for the metrics, so that they grow when the relay is stuck. */
export const salesMetrics = (registry: Registry, { store, relay }: Gauged): SalesMetrics => {
  const registers = [registry];
  const commands = new Counter({
    name: 'touchstone_sales_commands_total',
    help: 'Commands, by what became of them and the rule that refused.',
    labelNames: ['outcome', 'rule'],
    registers,
  });
  let levelAt = Date.now();
  const lag: Gauge = new Gauge({
    name: 'touchstone_relay_lag_seconds',
    help: 'Time since the relay was last level with the department store; 0 when it is.',
    registers,
    collect: async () => {
      const found = await Promise.all([store.head(), relay.checkpoint()]).catch(() => undefined);
      if (!found) return;
      const [head, checkpoint] = found;
      if (checkpoint >= head) levelAt = Date.now();
      lag.set(Math.max(0, Date.now() - levelAt) / 1000);
    },
  });
  return { onCommand: (outcome, rule = '') => commands.inc({ outcome, rule }) };
};
