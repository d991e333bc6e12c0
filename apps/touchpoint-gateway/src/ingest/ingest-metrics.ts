import { Counter, Histogram, type Registry } from 'prom-client';

export interface IngestMetrics {
  accepted(count: number): void;
  rejected(code: string): void;
  /** A request that was not taken at all. */
  refused(reason: string): void;
  published(seconds: number): void;
  received(bytes: number, events: number): void;
}

/** Without labels per source: their number is not bounded. */
export const ingestMetrics = (registry: Registry): IngestMetrics => {
  const registers = [registry];
  const accepted = new Counter({
    name: 'touchstone_ingest_accepted_total',
    help: 'Events acknowledged: durable on the bus.',
    registers,
  });
  const rejected = new Counter({
    name: 'touchstone_ingest_rejected_total',
    help: 'Events not taken, each kept with its reason.',
    labelNames: ['code'],
    registers,
  });
  const refused = new Counter({
    name: 'touchstone_ingest_refused_total',
    help: 'Requests not taken at all.',
    labelNames: ['reason'],
    registers,
  });
  const publish = new Histogram({
    name: 'touchstone_ingest_publish_duration_seconds',
    help: 'Time until the bus said that the events of a request are durable.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10],
    registers,
  });
  const size = new Histogram({
    name: 'touchstone_ingest_request_size_bytes',
    help: 'Size of request bodies after inflating.',
    buckets: [1e3, 1e4, 1e5, 5e5, 1e6, 2e6, 5e6],
    registers,
  });
  const batch = new Histogram({
    name: 'touchstone_ingest_request_events',
    help: 'Events of a request.',
    buckets: [1, 5, 20, 100, 500, 2500],
    registers,
  });
  return {
    accepted: (count) => accepted.inc(count),
    rejected: (code) => rejected.inc({ code }),
    refused: (reason) => refused.inc({ reason }),
    published: (seconds) => publish.observe(seconds),
    received: (bytes, events) => {
      size.observe(bytes);
      batch.observe(events);
    },
  };
};
