import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Log } from './log';
import { resourceOf } from './otlp-resource';
import { spanLog } from './span-log';
import { telemetryOfProcess } from './telemetry';
import { formatTraceparent, isSampled, parseTraceparent } from './traceparent';

export interface SpanOptions {
  readonly kind?: 'server' | 'producer' | 'consumer' | 'internal';
  /** Opaque ids, counts and names of ours only. */
  readonly attributes?: Attributes;
  /** A replay or rebuild links to the traces of its events instead of continuing them. */
  readonly replay?: boolean;
}

export interface OpenSpan {
  /** What to hand on, in a header or an event's metadata. */
  readonly traceparent: string;
  set(attributes: Attributes): void;
  end(error?: unknown): void;
}

export interface Tracing {
  /** A span that continues `parent`, or one of a new trace by the sampling ratio; undefined when neither is sampled. */
  start(name: string, parent: string | undefined, options?: SpanOptions): OpenSpan | undefined;
  /**
   * Runs `work` inside one span per sampled trace among `parents` (16 at most, the others become links), so that a batch
   * shows up in the trace of each of its events. `work` gets the traceparent to hand on. Without a sampled parent it is just called.
   */
  span<T>(
    name: string,
    parents: Iterable<string | undefined>,
    work: (traceparent: string | undefined) => Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  close(): Promise<void>;
}

const kinds = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};
const mostSpans = 16;
const mostLinks = 100;

const finish = (span: Span, error: unknown): void => {
  if (error !== undefined) {
    // Class only: texts of errors may quote data.
    span.setAttribute('error.type', error instanceof Error ? error.constructor.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
};

const distinctTraces = (parents: Iterable<string | undefined>): SpanContext[] => {
  let found: Map<string, SpanContext> | undefined;
  for (const parent of parents) {
    if (!isSampled(parent)) continue;
    const context = parseTraceparent(parent) as SpanContext;
    found ??= new Map();
    if (!found.has(context.traceId)) found.set(context.traceId, context);
  }
  return found ? [...found.values()] : [];
};

/** Spans go to the collector of the process, or where there is none, as lines to the log. */
export const openTracing = (log: Log, { ratio = 0 }: { ratio?: number | undefined } = {}): Tracing => {
  const exporter = telemetryOfProcess()?.spans() ?? spanLog(log);
  const resource = resourceOf(String(log.bindings()['service']));
  const processor = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 500 });
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  const tracer = provider.getTracer('touchstone');

  const open = (name: string, parent: SpanContext | undefined, links: SpanContext[], options: SpanOptions): Span => {
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const kind = kinds[options.kind ?? 'internal'];
    return tracer.startSpan(
      name,
      { kind, attributes: options.attributes ?? {}, links: links.map((of) => ({ context: of })) },
      context,
    );
  };

  const start = (name: string, parent: string | undefined, options: SpanOptions = {}): OpenSpan | undefined => {
    const context = parseTraceparent(parent);
    const wanted = context ? (context.traceFlags & TraceFlags.SAMPLED) !== 0 : Math.random() < ratio;
    if (!wanted) return undefined;
    const span = open(name, context, [], options);
    return {
      traceparent: formatTraceparent(span.spanContext()),
      set: (attributes) => void span.setAttributes(attributes),
      end: (error) => finish(span, error),
    };
  };

  const openAll = (name: string, traces: SpanContext[], options: SpanOptions): Span[] => {
    if (options.replay) return [open(name, undefined, traces.slice(0, mostLinks), options)];
    const links = traces.slice(mostSpans, mostSpans + mostLinks);
    return traces.slice(0, mostSpans).map((parent, index) => open(name, parent, index === 0 ? links : [], options));
  };

  const span: Tracing['span'] = async (name, parents, work, options = {}) => {
    const traces = distinctTraces(parents);
    if (traces.length === 0) return work(undefined);
    const spans = openAll(name, traces, options);
    try {
      const result = await work(formatTraceparent((spans[0] as Span).spanContext()));
      for (const each of spans) finish(each, undefined);
      return result;
    } catch (error) {
      for (const each of spans) finish(each, error);
      throw error;
    }
  };

  return { start, span, close: () => provider.shutdown().catch(() => {}) };
};
