/** One picture of a dashboard. */
export interface Picture {
  readonly title: string;
  readonly says: string;
  readonly unit: 's' | 'ops' | 'short' | 'percentunit' | 'bytes' | 'none';
  /** A number now, or lines over time. */
  readonly as: 'number' | 'lines';
  /** PromQL, with the legend of its series. */
  readonly lines: readonly { readonly expr: string; readonly legend: string }[];
  /** A number turns red from here on. */
  readonly redFrom?: number;
}

export interface Board {
  readonly title: string;
  readonly says: string;
  readonly pictures: readonly Picture[];
}

export const lines = (
  title: string,
  unit: Picture['unit'],
  says: string,
  ...of: (readonly [string, string])[]
): Picture => ({
  title,
  unit,
  says,
  as: 'lines',
  lines: of.map(([expr, legend]) => ({ expr, legend })),
});

export const number = (
  title: string,
  unit: Picture['unit'],
  says: string,
  expr: string,
  redFrom?: number,
): Picture => ({
  ...{ title, unit, says, as: 'number', ...(redFrom !== undefined && { redFrom }) },
  lines: [{ expr, legend: title }],
});

export const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;
/** `of` selects series, as `service="query-api"`. */
export const quantiles = (histogram: string, by = '', of = ''): (readonly [string, string])[] =>
  [0.5, 0.95, 0.99].map((quantile) => [
    `histogram_quantile(${quantile}, sum by (${['le', by].filter(Boolean).join(', ')}) (rate(${histogram}_bucket${of && `{${of}}`}[$__rate_interval])))`,
    `p${quantile * 100}${by ? ` {{${by}}}` : ''}`,
  ]);
