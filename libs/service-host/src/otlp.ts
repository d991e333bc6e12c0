import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader, type MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';
import { metricsOf } from './otlp-metrics';
import { resourceOf } from './otlp-resource';
import type { Telemetry } from './telemetry';

const producerOf = (service: string, registry: Registry): MetricProducer => {
  const startedAt = Date.now();
  const resource = resourceOf(service);
  return {
    collect: async () => {
      const metrics = await metricsOf(registry, startedAt);
      return { resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'touchstone' }, metrics }] }, errors: [] };
    },
  };
};

/** A collector that does not answer must not use up the time that a process has for its stop. */
const timeoutMillis = 3_000;

export const openTelemetry = (endpoint: string, everyMs: number): Telemetry => ({
  spans: () => new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis }),
  metrics: (service, registry) => {
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, timeoutMillis }),
      exportIntervalMillis: everyMs,
      exportTimeoutMillis: Math.min(everyMs, timeoutMillis),
      metricProducers: [producerOf(service, registry)],
    });
    const provider = new MeterProvider({
      resource: resourceOf(service),
      readers: [reader],
    });
    // What it does not take is lost, and no reason to fail a stop.
    return { close: () => provider.shutdown().catch(() => {}) };
  },
});
