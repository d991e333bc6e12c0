import { createRequire } from 'node:module';
import type { LRParser } from '@lezer/lr';

// The package ships CommonJS but declares its types for modules only.
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as { parser: LRParser };

/** Names of the metrics that an expression selects, in its order. Throws for what is not PromQL. */
export const metricsIn = (expression: string): string[] => {
  const names = new Set<string>();
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) throw new Error(`This is no PromQL at character ${from}: ${expression}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.add(expression.slice(from, to));
    },
  });
  return [...names];
};
