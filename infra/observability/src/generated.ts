import { dashboardFiles } from './dashboards';
import { rulesFile } from './rules';

/** Path from the root of the repository -> text of every file that is made from the tables. */
export const generated = (): Readonly<Record<string, string>> => ({
  'infra/observability/rules/touchstone.yml': rulesFile(),
  ...Object.fromEntries(
    Object.entries(dashboardFiles()).map(([name, text]) => [`infra/observability/dashboards/${name}`, text]),
  ),
});
