import type { BatchSeen, BuildSeen } from '@touchstone/subscriptions';
import type { Log } from '@touchstone/service-host';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const labelNames = ['projection', 'build'];
const ownLabels = new Set([...labelNames, 'slot', 'kind']);

const instruments = (registry: Registry) => {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'touchstone_projection_rebuild_events_total',
      help: 'Events written by builds beside those that answer.',
      labelNames,
      registers,
    }),
    progress: new Gauge({
      name: 'touchstone_projection_rebuild_progress_ratio',
      help: 'About which part of the store a build beside the one that answers has folded.',
      labelNames,
      registers,
    }),
    lag: new Gauge({
      name: 'touchstone_projection_rebuild_lag_seconds',
      help: 'Since the last written event of such a build was recorded; 0 when it is level with the store.',
      labelNames: [...labelNames, 'slot'],
      registers,
    }),
    differences: new Gauge({
      name: 'touchstone_projection_rebuild_differences',
      help: 'What the last comparison of a build with the one that answers found: refused or other.',
      labelNames: [...labelNames, 'kind'],
      registers,
    }),
    stops: new Histogram({
      name: 'touchstone_projection_rebuild_stop_seconds',
      help: 'How long the slots of two builds stood at one position for a comparison.',
      labelNames: ['projection'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    failures: new Counter({
      name: 'touchstone_projection_rebuild_failures_total',
      help: 'Steps of a build (making its tables, comparing, dropping) that failed and are tried again.',
      labelNames,
      registers,
    }),
  };
};

/** What happens beside the versions that answer, whose own metrics stay what they are. */
export const rebuildMetrics = (registry: Registry, log: Log) => {
  const seen = instruments(registry);
  return {
    batch: ({ projection, slot, build = '', events, behindMs }: BatchSeen) => {
      seen.events.inc({ projection, build }, events);
      seen.lag.set({ projection, build, slot: String(slot) }, behindMs / 1000);
    },
    build: ({ projection, build, happened }: BuildSeen) => {
      const labels = { projection, build };
      if (happened.kind === 'progress') return seen.progress.set(labels, happened.share);
      if (happened.kind === 'failed') {
        seen.failures.inc(labels);
        return log.warn({ ...labels, error: happened.error }, 'a step of a build failed and is tried again');
      }
      if (happened.kind === 'compared') {
        seen.stops.observe({ projection }, happened.stoodMs / 1000);
        seen.differences.set({ ...labels, kind: 'refused' }, happened.refused);
        seen.differences.set({ ...labels, kind: 'other' }, happened.other);
      } else for (const gauge of [seen.progress, seen.lag, seen.differences]) dropSeries(gauge, labels);
      log.info({ ...labels, ...happened }, 'a build changed');
    },
  };
};

const dropSeries = (gauge: Gauge, { projection, build }: { projection: string; build: string }): void => {
  void gauge.get().then(({ values }) => {
    for (const { labels } of values)
      // Once they were scraped, series carry the registry's own labels too, and no series can be removed by those.
      if (labels['projection'] === projection && labels['build'] === build)
        gauge.remove(Object.fromEntries(Object.entries(labels).filter(([label]) => ownLabels.has(label))));
  });
};
