import type { Comparison } from './list-records';

/** SQL of the products in the lines of a quote or an order; indexed, because the whole lines would make every write dear. */
export const skusOf = (lines: string): string => `jsonb_path_query_array(${lines}, '$[*].sku')`;

export const withLineOf = (sku: string | undefined): Comparison => [
  (given) => `${skusOf('s.lines')} @> ${given}::jsonb`,
  sku && JSON.stringify([sku]),
];
