export interface Outcome {
  readonly forecast: string;
  readonly actual: string;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/**
 * How far forecasts were from what was won: MAPE, the mean of |actual - forecast| / |actual| over the periods in which
 * something was won, and the bias, the sum of all errors as a share of all that was won (above zero: too much was
 * forecast). Null where nothing was won.
 */
export const errorsOf = (outcomes: readonly Outcome[]): { mape: number | null; bias: number | null } => {
  const pairs = outcomes.map(({ forecast, actual }) => ({ forecast: Number(forecast), actual: Number(actual) }));
  const some = pairs.filter(({ actual }) => actual !== 0);
  const total = pairs.reduce((sum, { actual }) => sum + actual, 0);
  const error = pairs.reduce((sum, { forecast, actual }) => sum + forecast - actual, 0);
  const relative = some.reduce((sum, { forecast, actual }) => sum + Math.abs((actual - forecast) / actual), 0);
  return {
    mape: some.length === 0 ? null : rounded(relative / some.length),
    bias: total === 0 ? null : rounded(error / total),
  };
};
