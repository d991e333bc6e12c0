export interface Period {
  /** `2026-03` or `2026-Q1`. */
  readonly period: string;
  /** Its first day, and the first day after it. */
  readonly from: string;
  readonly until: string;
}

const firstOf = (year: number, month: number): string => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

/** Whole months or quarters that begin in [from, until), oldest first; at most so many, however long that is. */
export const periodsBetween = (from: string, until: string, each: 'month' | 'quarter', most: number): Period[] => {
  const step = each === 'month' ? 1 : 3;
  const begin = new Date(`${from}T00:00:00Z`);
  const periods: Period[] = [];
  const first = begin.getUTCMonth() - (begin.getUTCMonth() % step);
  for (let month = first; periods.length < most; month += step) {
    const start = firstOf(begin.getUTCFullYear(), month);
    if (start >= until) break;
    if (start < from) continue;
    const name =
      each === 'month' ? start.slice(0, 7) : `${start.slice(0, 4)}-Q${Math.ceil(Number(start.slice(5, 7)) / 3)}`;
    periods.push({ period: name, from: start, until: firstOf(begin.getUTCFullYear(), month + step) });
  }
  return periods;
};
