import { apps } from '@touchstone/topology';
import type { Alert } from './alert';

/** A process that nobody discovers has no series that could say so. All in one process there is one job for everything. */
const nobodyIs = (job: string): string => `(absent(up{job="${job}"}) unless on () up{job="touchstone"})`;

export const availability: readonly Alert[] = [
  {
    name: 'TouchstoneDown',
    expr: 'up{job=~"touchstone.*"} == 0',
    for: '1m',
    severity: 'page',
    summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer',
  },
  {
    name: 'TouchstoneGone',
    expr: apps.map(({ name }) => nobodyIs(`touchstone-${name}`)).join(' or '),
    for: '2m',
    severity: 'page',
    summary: 'no process of {{ $labels.job }} is left',
  },
  {
    name: 'TouchstoneRestarts',
    expr: 'resets(process_cpu_seconds_total{job=~"touchstone.*"}[15m]) > 2',
    for: '0m',
    severity: 'ticket',
    summary: '{{ $labels.job }} at {{ $labels.instance }} began anew {{ $value }} times within 15 minutes',
  },
  {
    name: 'TouchstoneEventLoopBusy',
    expr: 'nodejs_eventloop_lag_p99_seconds{job=~"touchstone.*"} > 0.5',
    for: '10m',
    severity: 'ticket',
    summary: '{{ $labels.job }} at {{ $labels.instance }} answers late: its processor is taken',
  },
  {
    name: 'TouchstoneFilesOpen',
    expr: 'process_open_fds{job=~"touchstone.*"} / process_max_fds > 0.8',
    for: '5m',
    severity: 'ticket',
    summary: '{{ $labels.job }} at {{ $labels.instance }} has {{ $value | humanizePercentage }} of its files open',
  },
];
