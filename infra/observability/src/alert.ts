export interface Alert {
  /** Also the name of its page in docs/runbooks. */
  readonly name: string;
  readonly expr: string;
  /** How long it must hold. */
  readonly for: string;
  /** page: somebody gets up. ticket: in working hours. */
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
}

/**
 * By how much a counter grew. A series that is new counts from zero: Prometheus itself would count from its first sample,
 * and so not see the one event that made the series.
 */
export const grown = (counter: string, window: string): string =>
  `((${counter} unless ${counter} offset ${window}) or increase(${counter}[${window}]))`;
export const increase = (metric: string, window: string): string => `increase(${metric}[${window}])`;
export const p99 = (histogram: string, of = ''): string =>
  `histogram_quantile(0.99, sum by (le) (rate(${histogram}_bucket${of && `{${of}}`}[5m])))`;
