import { parseTraceParent } from '@opentelemetry/core';
import { TraceFlags, type SpanContext } from '@opentelemetry/api';

/** The trace that a traceparent header or an event's metadata names; undefined when it is missing or invalid. */
export const parseTraceparent = (text: string | undefined): SpanContext | undefined => {
  const context = text === undefined ? null : parseTraceParent(text);
  return context ? { ...context, isRemote: true } : undefined;
};

export const formatTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${(traceFlags & TraceFlags.SAMPLED).toString(16)}`;

/** True without parsing for all that is surely not sampled, because this is asked for every event. */
export const isSampled = (text: string | undefined): text is string =>
  text !== undefined && text.length >= 55 && (text.charCodeAt(54) & 1) === 1 && parseTraceparent(text) !== undefined;
