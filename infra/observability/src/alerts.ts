import { grown, increase, p99, type Alert } from './alert';
import { availability } from './availability';
import { sales } from './sales-alerts';
import { budgetOf, burns, recordOf, slos, type Burn } from './slos';

const ingest: readonly Alert[] = [
  {
    name: 'TouchstoneIngestRejects',
    expr: 'sum(rate(touchstone_ingest_rejected_total[10m])) / (sum(rate(touchstone_ingest_rejected_total[10m])) + sum(rate(touchstone_ingest_accepted_total[10m]))) > 0.05',
    for: '10m',
    severity: 'ticket',
    summary: '{{ $value | humanizePercentage }} of the events that are sent are refused, each kept with its reason',
  },
  {
    name: 'TouchstoneWrongKeys',
    expr: 'sum by (reason) (rate(touchstone_http_refused_total[5m])) > 1',
    for: '5m',
    severity: 'ticket',
    summary: '{{ $value }} requests a second are refused for {{ $labels.reason }}',
  },
  {
    name: 'TouchstonePublishSlow',
    expr: `${p99('touchstone_ingest_publish_duration_seconds')} > 1`,
    for: '10m',
    severity: 'ticket',
    summary: 'the bus takes {{ $value }} s (p99) until events are durable',
  },
  {
    name: 'TouchstoneInboundBehind',
    expr: 'max(touchstone_inbound_lag_seconds) > 60',
    for: '5m',
    severity: 'page',
    summary:
      'the oldest record on an inbound topic has waited for {{ $value }} s, and its producer hears nothing of it',
  },
];

const repository: readonly Alert[] = [
  {
    name: 'TouchstoneInboxBehind',
    expr: 'max by (topic) (touchstone_inbox_lag_seconds) > 60',
    for: '5m',
    severity: 'page',
    summary: 'the oldest message on {{ $labels.topic }} has waited for {{ $value }} s',
  },
  {
    name: 'TouchstoneParkedKeys',
    expr: 'max(touchstone_inbox_parked{what="keys"}) > 0',
    for: '1m',
    severity: 'ticket',
    summary: '{{ $value }} keys wait for a person; what is sent for them waits behind',
  },
  {
    name: 'TouchstoneConflicts',
    expr: `sum(${grown('touchstone_inbox_events_total{outcome="conflict"}', '1h')}) > 0`,
    for: '0m',
    severity: 'ticket',
    summary: '{{ $value }} events came with an id that is stored with another content',
  },
  {
    name: 'TouchstoneResolverBehind',
    expr: 'min(touchstone_resolver_lag_seconds) > 60',
    for: '5m',
    severity: 'page',
    summary: 'who is who is decided {{ $value }} s late',
  },
  {
    name: 'TouchstoneWatermarkHeld',
    expr: 'max(touchstone_store_watermark_age_seconds) > 30',
    for: '2m',
    severity: 'page',
    summary: 'a transaction that has been open for {{ $value }} s hides everything that was appended since',
  },
  {
    name: 'TouchstoneAppendSlow',
    expr: `${p99('touchstone_store_append_duration_seconds')} > 1`,
    for: '10m',
    severity: 'ticket',
    summary: 'the store takes {{ $value }} s (p99) to append',
  },
];

const projections: readonly Alert[] = [
  {
    name: 'TouchstoneProjectionBehind',
    expr: 'max by (projection, slot) (touchstone_projection_lag_seconds) > 60',
    for: '5m',
    severity: 'page',
    summary: '{{ $labels.projection }} (slot {{ $labels.slot }}) is {{ $value }} s behind',
  },
  {
    name: 'TouchstoneNoSlotHeld',
    expr: 'absent(touchstone_projection_lag_seconds)',
    for: '2m',
    severity: 'page',
    summary: 'nobody keeps any read model',
  },
  {
    name: 'TouchstoneSlotNotHeld',
    expr: 'count by (projection) (max by (projection, slot) (touchstone_projection_lag_seconds)) < max by (projection) (touchstone_projection_slots)',
    for: '5m',
    severity: 'page',
    summary: 'only {{ $value }} slots of {{ $labels.projection }} are kept: the customers of the others get older',
  },
  {
    name: 'TouchstoneProjectionPaused',
    expr: `sum by (projection, slot) (${increase('touchstone_projection_pauses_total', '10m')}) > 3`,
    for: '0m',
    severity: 'ticket',
    summary: '{{ $labels.projection }} (slot {{ $labels.slot }}) tried {{ $value }} times in vain to write',
  },
  {
    name: 'TouchstoneLogUnreadable',
    expr: `sum(${increase('touchstone_projection_read_failures_total', '10m')}) > 3`,
    for: '0m',
    severity: 'page',
    summary: 'pages of the log could not be read or opened {{ $value }} times',
  },
  {
    name: 'TouchstoneIdentitiesIncomplete',
    expr: `sum by (projection) (${grown('touchstone_projection_spoiled_total', '1h')}) > 0`,
    for: '0m',
    severity: 'ticket',
    summary: '{{ $labels.projection }} could not fold {{ $value }} facts; the customers are marked incomplete',
  },
  {
    name: 'TouchstoneUnknownEvents',
    expr: `sum by (type) (${grown('touchstone_projection_skipped_total', '1h')}) > 0`,
    for: '0m',
    severity: 'ticket',
    summary: 'events of the type {{ $labels.type }} are not known to this release of the projections',
  },
];

const pascal = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** One alert for each promise and severity; whichever pair of windows burns. */
const burning = (severity: Burn['severity']): readonly Alert[] =>
  slos.map((slo) => ({
    name: `TouchstoneSlo${pascal(slo.name)}Burns${severity === 'page' ? 'Fast' : 'Slowly'}`,
    expr: burns
      .filter((burn) => burn.severity === severity)
      .map(({ factor, long, short }) => {
        const over = `> ${Number((factor * budgetOf(slo)).toFixed(6))}`;
        return `(${recordOf(long)}{slo="${slo.name}"} ${over} and ${recordOf(short)}{slo="${slo.name}"} ${over})`;
      })
      .join(' or '),
    for: '2m',
    severity,
    summary: `{{ $value | humanizePercentage }} break what is promised: ${slo.promise}`,
  }));

/** By group of rules. */
export const alerts: Readonly<Record<string, readonly Alert[]>> = {
  availability,
  ingest,
  repository,
  projections,
  sales,
  burning: [...burning('page'), ...burning('ticket')],
};

/** touchstone-parked-keys for TouchstoneParkedKeys. */
export const runbookOf = (name: string): string =>
  `docs/runbooks/${name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;
