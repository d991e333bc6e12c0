import type { ResolutionRules } from '@touchstone/contracts';

import type { Database } from '../database.tables';
import { decidePage } from './decide-page';
import type { Verdict } from './known';
import { loadClosure, type ResolverRows } from './load-closure';
import { nextComponents } from './progress.tables';
import type { RulesChange } from './read-page';

/** Components that one step recomputes: a step is one transaction, so it stays short. */
const componentsPerStep = 200;

export interface ChangeStep {
  readonly verdict: Verdict;
  /** Components up to this label are done. */
  readonly last: string;
}

/** Recomputes every component under new rules, label by label, from behind the label where a crash left off. */
export async function* changeRules(
  pool: Database,
  rows: ResolverRows,
  before: ResolutionRules,
  { rules, cause }: RulesChange,
  doneLabel: string,
): AsyncGenerator<ChangeStep> {
  for (let after = doneLabel; ;) {
    const { identities, last } = await nextComponents(pool, after, componentsPerStep);
    if (last === undefined) return;
    const closure = await loadClosure(rows, identities, [before, rules]);
    const verdict = decidePage(
      closure,
      { statements: [], instructions: [], identities: new Map(), everything: cause },
      rules,
    );
    yield { verdict, last };
    after = last;
  }
}
