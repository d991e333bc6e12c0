const refunds = (profile: string, row: string, which: string): string =>
  `SELECT 1 FROM ${profile}.refunds r WHERE r.order_source = ${row}.order_source AND r.order_id = ${row}.order_number AND ${which}`;

/**
 * Joins what a number counts as revenue, which is the profile's: the earliest report, from whichever system, counts once.
 * Of several orders of sales under one number the first one shows it; the others show nothing.
 */
export const revenueJoins = (schema: string, profile: string): string => `
  LEFT JOIN ${profile}.orders p ON p.order_source = s.order_source AND p.order_id = s.order_number
    AND NOT EXISTS (SELECT FROM ${schema}.sales_orders e
      WHERE e.order_source = s.order_source AND e.order_number = s.order_number AND (e.placed_at, e.id) < (s.placed_at, s.id))`;

/** Net of refunds, in the currency of the report that counts. A cancelled order counts nothing; a refund of the whole leaves nothing. */
export const revenueOf = (profile: string): string => {
  const given = `(SELECT coalesce(sum(r.amount), 0) FROM ${profile}.refunds r
    WHERE r.order_source = p.order_source AND r.order_id = p.order_id AND r.currency = p.currency AND NOT r.whole)`;
  return `CASE WHEN p.cancelled THEN 0
    WHEN EXISTS (${refunds(profile, 's', 'r.whole')}) THEN least(0, p.amount - ${given})
    ELSE p.amount - ${given} END`;
};
