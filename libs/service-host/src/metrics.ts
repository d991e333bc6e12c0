import { AggregatorRegistry, collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** A registry whose every sample says which service it is of, so that registries can be shown together. */
export const serviceMetrics = (service: string): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
};

let ofProcess: Registry | undefined;

/** Memory, CPU and event loop: once in a process, whatever number of services it holds. */
export const processMetrics = (): Registry => {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
};

export const exposition = async (registries: readonly Registry[]): Promise<string> => {
  const parts = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
  return AggregatorRegistry.aggregate(parts).metrics();
};

export const expositionType = Registry.PROMETHEUS_CONTENT_TYPE;

export interface HttpMetrics {
  answered(method: string, route: string, status: number, seconds: number): void;
  refused(reason: string): void;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const httpMetrics = (registry: Registry): HttpMetrics => {
  const registers = [registry];
  const duration = new Histogram({
    name: 'touchstone_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: 'touchstone_http_refused_total',
    help: 'Requests refused for a missing or wrong key, or for a role that does not suffice.',
    labelNames: ['reason'],
    registers,
  });
  return {
    answered: (method, route, status, seconds) =>
      duration.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    refused: (reason) => refusals.inc({ reason }),
  };
};
