/** The quarter (UTC) that a day lies in: its first day, the first day after it, and its last one. */
export const quarterOf = (day: Date): { readonly from: string; readonly until: string; readonly last: string } => {
  const first = day.getUTCMonth() - (day.getUTCMonth() % 3);
  const dayOf = (month: number, date: number) =>
    new Date(Date.UTC(day.getUTCFullYear(), month, date)).toISOString().slice(0, 10);
  return { from: dayOf(first, 1), until: dayOf(first + 3, 1), last: dayOf(first + 3, 0) };
};
