import { lines, number, quantiles, rate, type Board } from './picture';
import { sales } from './sales-board';
import { budgetOf, recordOf, slos } from './slos';

const overview: Board = {
  title: 'Touchstone: overview',
  says: 'Is every promise kept, how old is what readers see, and what waits for a person.',
  pictures: [
    ...slos.map((slo) =>
      number(
        `${slo.name}: budget burnt, 1 h`,
        'short',
        `${slo.promise}. 1 is as fast as may be; 14.4 for an hour wakes somebody.`,
        `${recordOf('1h')}{slo="${slo.name}"} / ${budgetOf(slo)}`,
        6,
      ),
    ),
    number(
      'Parked keys',
      'none',
      'Keys whose events wait for a person.',
      'max(touchstone_inbox_parked{what="keys"})',
      1,
    ),
    number('Replicas that answer', 'none', 'Processes that Prometheus reaches.', 'sum(up{job=~"touchstone.*"})'),
    number(
      'Watermark held for',
      's',
      'How long an open transaction has hidden what was appended since.',
      'max(touchstone_store_watermark_age_seconds)',
      30,
    ),
    lines(
      'Accepted, stored and shown',
      'ops',
      'The same events at three places of the road: the lines must lie on each other.',
      [rate('touchstone_ingest_accepted_total', 'service'), 'accepted'],
      [rate('touchstone_inbox_events_total{outcome="stored"}', 'service'), 'stored'],
      [rate('touchstone_projection_events_total', 'projection'), 'written to {{projection}}'],
    ),
    lines(
      'Receipt to shown',
      's',
      'From the receipt of a touchpoint to the commit of its rows.',
      ...quantiles('touchstone_end_to_end_duration_seconds'),
    ),
    lines(
      'Lag of each stage',
      's',
      'Which stage is late.',
      ['max(touchstone_inbox_lag_seconds)', 'inbox'],
      ['min(touchstone_resolver_lag_seconds)', 'resolver'],
      ['max by (projection) (touchstone_projection_lag_seconds)', '{{projection}}'],
    ),
    lines('Answers that are errors', 'ops', '4xx is the caller’s, 5xx is ours.', [
      rate('touchstone_http_request_duration_seconds_count{status=~"4xx|5xx"}', 'service, status'),
      '{{service}} {{status}}',
    ]),
  ],
};

const ingest: Board = {
  title: 'Touchstone: ingest',
  says: 'What emitters send, and what becomes of it at the gateway.',
  pictures: [
    lines('Accepted', 'ops', 'Events acknowledged: durable on the bus.', [
      rate('touchstone_ingest_accepted_total', 'instance'),
      '{{instance}}',
    ]),
    lines('Rejected, by reason', 'ops', 'Events not taken, each kept with its reason.', [
      rate('touchstone_ingest_rejected_total', 'code'),
      '{{code}}',
    ]),
    lines('Requests refused, by reason', 'ops', 'Requests not taken at all: overload, wrong key, too large.', [
      rate('touchstone_ingest_refused_total', 'reason'),
      '{{reason}}',
    ]),
    lines('Keys refused', 'ops', 'Requests with no key, a wrong key, or a key of another role.', [
      rate('touchstone_http_refused_total', 'service, reason'),
      '{{service}} {{reason}}',
    ]),
    lines(
      'Until durable on the bus',
      's',
      'Of one request.',
      ...quantiles('touchstone_ingest_publish_duration_seconds'),
    ),
    lines(
      'Events a request',
      'short',
      'Larger batches cost less for each event.',
      ...quantiles('touchstone_ingest_request_events'),
    ),
    lines('Bytes a request', 'bytes', 'After inflating.', ...quantiles('touchstone_ingest_request_size_bytes')),
    lines('Waiting on inbound topics', 'short', 'Records of Kafka clients that are not taken in yet.', [
      'max(touchstone_inbound_lag_messages)',
      'records',
    ]),
    lines('Age of the oldest on inbound topics', 's', 'Over all of them.', [
      'max(touchstone_inbound_lag_seconds)',
      'age',
    ]),
    lines('Broken tracking plans', 'ops', 'Events that broke the plan of their source.', [
      rate('touchstone_tracking_plan_violations_total', 'source, mode'),
      '{{source}} {{mode}}',
    ]),
  ],
};

const repository: Board = {
  title: 'Touchstone: repository',
  says: 'From the bus into the log, and who is who.',
  pictures: [
    lines('Taken from the bus, by outcome', 'ops', 'Duplicates are resends; conflicts need a person.', [
      rate('touchstone_inbox_events_total', 'outcome'),
      '{{outcome}}',
    ]),
    lines('Waiting on the bus', 'short', 'Messages that are not handled yet.', [
      'max by (topic) (touchstone_inbox_lag_messages)',
      '{{topic}}',
    ]),
    lines('Age of the oldest waiting', 's', 'Of a topic.', [
      'max by (topic) (touchstone_inbox_lag_seconds)',
      '{{topic}}',
    ]),
    lines('Parked', 'none', 'What waits for a repair.', ['max by (what) (touchstone_inbox_parked)', '{{what}}']),
    lines('One chunk', 's', 'Claim, append and mark.', ...quantiles('touchstone_inbox_chunk_duration_seconds')),
    lines(
      'Append',
      's',
      'Until the store says that it is durable.',
      ...quantiles('touchstone_store_append_duration_seconds'),
    ),
    lines('Decisions, by kind', 'ops', 'Links, merges and splits told to the log.', [
      rate('touchstone_resolver_decisions_total', 'kind'),
      '{{kind}}',
    ]),
    lines(
      'One page of the resolver',
      's',
      'Decide and commit.',
      ...quantiles('touchstone_resolver_page_duration_seconds'),
    ),
    lines('Pairs kept apart', 'ops', 'By a cannot-link or a limit.', [
      'sum(rate(touchstone_resolver_quarantined_pairs_total[$__rate_interval]))',
      'pairs',
    ]),
    lines(
      'Resolver and watermark',
      's',
      'How late decisions are, and how long a transaction has held the log back.',
      ['min(touchstone_resolver_lag_seconds)', 'resolver'],
      ['max(touchstone_store_watermark_age_seconds)', 'watermark'],
    ),
  ],
};

const projections: Board = {
  title: 'Touchstone: projections',
  says: 'From the log into the read models, slot by slot.',
  pictures: [
    lines('Written', 'ops', 'Events written to rows.', [
      rate('touchstone_projection_events_total', 'projection, slot'),
      '{{projection}} {{slot}}',
    ]),
    lines('Lag', 's', 'Grows when a slot is stuck.', [
      'max by (projection, slot) (touchstone_projection_lag_seconds)',
      '{{projection}} {{slot}}',
    ]),
    lines('Read but not written', 'short', 'Events in memory.', [
      'max by (projection, slot) (touchstone_projection_lag_events)',
      '{{projection}} {{slot}}',
    ]),
    lines(
      'Slots of each process',
      'short',
      'Shared out: they differ by one at most, and add up to all of them.',
      ['sum by (instance) (touchstone_projection_slots_held)', '{{instance}}'],
      ['sum(touchstone_projection_slots_held)', 'all'],
    ),
    lines('Processes that share', 'short', 'As each of them sees it.', [
      'max by (projection) (touchstone_projection_members)',
      '{{projection}}',
    ]),
    lines(
      'One batch',
      's',
      'From begin to commit.',
      ...quantiles('touchstone_projection_batch_duration_seconds', 'projection'),
    ),
    lines(
      'Tried again',
      'ops',
      'Batches that could not be written, and pages that could not be read.',
      [rate('touchstone_projection_pauses_total', 'projection, slot'), '{{projection}} {{slot}}'],
      ['sum(rate(touchstone_projection_read_failures_total[$__rate_interval]))', 'reading'],
    ),
    lines('Facts not folded', 'ops', 'Their customers are marked incomplete.', [
      rate('touchstone_projection_spoiled_total', 'projection'),
      '{{projection}}',
    ]),
    lines('Unknown types', 'ops', 'A later release writes them.', [
      rate('touchstone_projection_skipped_total', 'type'),
      '{{type}}',
    ]),
  ],
};

const processes: Board = {
  title: 'Touchstone: requests and processes',
  says: 'Every service over HTTP, and what each process costs.',
  pictures: [
    lines('Requests', 'ops', 'By service and class of answer.', [
      rate('touchstone_http_request_duration_seconds_count', 'service, status'),
      '{{service}} {{status}}',
    ]),
    lines('Time to answer', 's', 'By service.', ...quantiles('touchstone_http_request_duration_seconds', 'service')),
    lines('Processor', 'short', 'Processors that each process takes.', [
      rate('process_cpu_seconds_total', 'job, instance'),
      '{{job}} {{instance}}',
    ]),
    lines(
      'Memory',
      'bytes',
      'Resident.',
      ['process_resident_memory_bytes', '{{job}} {{instance}}'],
      ['nodejs_heap_size_used_bytes', 'heap {{job}} {{instance}}'],
    ),
    lines('Event loop', 's', 'How late timers fire (p99).', [
      'nodejs_eventloop_lag_p99_seconds',
      '{{job}} {{instance}}',
    ]),
    lines('Garbage collection', 'percentunit', 'Share of the time.', [
      rate('nodejs_gc_duration_seconds_sum', 'job, instance'),
      '{{job}} {{instance}}',
    ]),
    lines('Open files', 'none', 'Connections count too.', ['process_open_fds', '{{job}} {{instance}}']),
  ],
};

/** By name of the file. */
export const boards: Readonly<Record<string, Board>> = {
  overview,
  ingest,
  repository,
  projections,
  sales,
  processes,
};
