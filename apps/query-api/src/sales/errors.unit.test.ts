import { errorsOf } from './errors';
import { periodsBetween } from './periods';

it('is MAPE and bias as they are defined', () => {
  const outcomes = [
    { forecast: '110', actual: '100' },
    { forecast: '80', actual: '100' },
    { forecast: '50', actual: '0' },
  ];
  expect(errorsOf(outcomes)).toEqual({ mape: 0.15, bias: 0.2 });
  expect(errorsOf([])).toEqual({ mape: null, bias: null });
});

it('counts whole periods', () => {
  expect(periodsBetween('2025-11-15', '2026-02-01', 'month', 9).map(({ period }) => period)).toEqual([
    '2025-12',
    '2026-01',
  ]);
  expect(periodsBetween('2025-10-01', '2026-04-01', 'quarter', 9)).toEqual([
    { period: '2025-Q4', from: '2025-10-01', until: '2026-01-01' },
    { period: '2026-Q1', from: '2026-01-01', until: '2026-04-01' },
  ]);
});

// A year of five digits sorts before one of four as text, so that this once ran until the calendar ended.
it('stops counting at the most that is asked for', () => {
  expect(periodsBetween('2026-01-01', '9999-12-31', 'month', 41)).toHaveLength(41);
  expect(periodsBetween('9998-01-01', '9998-12-31', 'quarter', 41)).toHaveLength(4);
});
