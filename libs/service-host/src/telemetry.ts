import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Registry } from 'prom-client';

/** A collector of OpenTelemetry that this process tells its spans and metrics. */
export interface Telemetry {
  spans(): SpanExporter;
  /** Sends what the registry shows every `everyMs`, and a last time on close. */
  metrics(service: string, registry: Registry): { close(): Promise<void> };
}

let telemetry: Telemetry | undefined;

/** Undefined unless sendTelemetryTo was called with an address. */
export const telemetryOfProcess = (): Telemetry | undefined => telemetry;

/**
 * Before the first service starts: the base address of a collector that takes OTLP over HTTP as JSON. Without one nothing
 * of it is even loaded. Loses what a collector that is down does not take, and never holds work up for it.
 */
export const sendTelemetryTo = async (endpoint: string | undefined, { everyMs = 15_000 } = {}): Promise<void> => {
  telemetry = endpoint ? (await import('./otlp.js')).openTelemetry(endpoint.replace(/\/$/, ''), everyMs) : undefined;
};
