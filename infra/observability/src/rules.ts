import { stringify } from 'yaml';
import type { Alert } from './alert';
import { alerts, runbookOf } from './alerts';
import { recordOf, slos, windows } from './slos';

const recorded = slos.flatMap((slo) =>
  windows.map((window) => ({ record: recordOf(window), expr: slo.errors(window), labels: { slo: slo.name } })),
);

const ruleOf = ({ name, expr, severity, summary, for: held }: Alert) => ({
  alert: name,
  expr,
  ...(held !== '0m' && { for: held }),
  labels: { severity },
  annotations: { summary, runbook: runbookOf(name) },
});

/** Recording and alert rules in the form that Prometheus loads. */
export const rulesFile = (): string => {
  const groups = [
    { name: 'touchstone-slo', interval: '30s', rules: recorded },
    ...Object.entries(alerts).map(([group, rows]) => ({ name: `touchstone-${group}`, rules: rows.map(ruleOf) })),
  ];
  const note =
    '# Generated from infra/observability by "npm run observability": change src/alerts.ts or src/slos.ts.\n';
  return note + stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
};
