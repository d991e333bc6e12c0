import { ValueType, type HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type HistogramMetricData,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';

type Labels = Record<string, string | number>;
interface Sample {
  readonly value: number;
  readonly labels: Labels;
  /** Of a part of a histogram: its name with _bucket, _sum or _count behind it. */
  readonly metricName?: string;
}
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly values: readonly Sample[];
}

interface Span {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** Buckets of Prometheus count everything up to their bound; those of OpenTelemetry what lies between two. */
const histogramPoint = (
  samples: readonly Sample[],
  name: string,
  span: Span,
): HistogramMetricData['dataPoints'][number] => {
  const buckets = samples.filter(({ metricName }) => metricName === `${name}_bucket`);
  const part = (suffix: string): number => samples.find(({ metricName }) => metricName === name + suffix)?.value ?? 0;
  const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
  const boundaries = buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite);
  const { le: _, ...attributes } = samples[0]?.labels ?? {};
  return { ...span, attributes, value: { buckets: { boundaries, counts }, sum: part('_sum'), count: part('_count') } };
};

const histogramPoints = ({ name, values }: Metric, span: Span): HistogramMetricData['dataPoints'] => {
  const series = new Map<string, Sample[]>();
  for (const sample of values) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  return [...series.values()].map((samples) => histogramPoint(samples, name, span));
};

const dataOf = (metric: Metric, span: Span): MetricData => {
  const { name, help, type, values } = metric;
  const common = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === 'histogram')
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histogramPoints(metric, span) };
  const dataPoints: DataPoint<number>[] = values.map(({ value, labels }) => ({ ...span, attributes: labels, value }));
  if (type === 'counter') return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
  return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
};

/** What a registry shows to Prometheus, in the shapes of OpenTelemetry: one set of metrics, two ways out. */
export const metricsOf = async (registry: Registry, startedAt: number): Promise<MetricData[]> => {
  const metrics = (await registry.getMetricsAsJSON()) as unknown as Metric[];
  const span = { startTime: millisToHrTime(startedAt), endTime: millisToHrTime(Date.now()) };
  return metrics.map((metric) => dataOf(metric, span));
};
