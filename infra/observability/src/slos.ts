/** A promise about a share of what happens, and how to count what breaks it. */
export interface Slo {
  readonly name: string;
  /** What is promised, for a person. */
  readonly promise: string;
  /** The share that keeps the promise, over 30 days. */
  readonly objective: number;
  /** PromQL: the share of the last `window` that broke it. Without any traffic there is no answer. */
  readonly errors: (window: string) => string;
}

const requests = 'touchstone_http_request_duration_seconds_count';
const visible = 'touchstone_end_to_end_duration_seconds';

const failed = (selector: string, window: string): string =>
  `(sum(rate(${requests}{${selector},status="5xx"}[${window}])) or vector(0)) / (sum(rate(${requests}{${selector}}[${window}])) > 0)`;

export const slos: readonly Slo[] = [
  {
    name: 'ingest',
    promise: '99.9 % of the requests of emitters are answered without a 5xx',
    objective: 0.999,
    errors: (window) => failed('service="touchpoint-gateway",route=~"/v1/.+|/api/s/.+|/events"', window),
  },
  {
    name: 'reads',
    promise: '99.9 % of the requests of readers are answered without a 5xx',
    objective: 0.999,
    errors: (window) => failed('service="query-api"', window),
  },
  {
    name: 'freshness',
    promise: '99 % of the touchpoints stand in the read models within 5 s of their receipt',
    objective: 0.99,
    errors: (window) =>
      `1 - sum(rate(${visible}_bucket{le="5"}[${window}])) / (sum(rate(${visible}_count[${window}])) > 0)`,
  },
];

/** Two windows must burn: the long one shows that it matters, the short one that it goes on. */
export interface Burn {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  readonly severity: 'page' | 'ticket';
}

/** Shares of a budget of 30 days: 2 % in an hour, 5 % in six hours, 10 % in a day or in three. */
export const burns: readonly Burn[] = [
  { factor: 14.4, long: '1h', short: '5m', severity: 'page' },
  { factor: 6, long: '6h', short: '30m', severity: 'page' },
  { factor: 3, long: '1d', short: '2h', severity: 'ticket' },
  { factor: 1, long: '3d', short: '6h', severity: 'ticket' },
];

export const windows: readonly string[] = [...new Set(burns.flatMap(({ long, short }) => [short, long]))];

/** Name of the recorded share of errors over a window. */
export const recordOf = (window: string): string => `touchstone:slo_errors:ratio_rate${window}`;

export const budgetOf = ({ objective }: Slo): number => Number((1 - objective).toFixed(6));
