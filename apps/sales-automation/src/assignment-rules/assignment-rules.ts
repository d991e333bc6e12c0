import {
  assignmentRulesSet,
  canonicalJson,
  type AssignmentRule,
  type AssignmentRulesEvent,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances, StreamKind } from '../commands/stream-kind';

export interface AssignmentRules {
  readonly rules: readonly AssignmentRule[];
}

export const assignmentRules: StreamKind<AssignmentRules, AssignmentRulesEvent> = {
  category: 'assignment_rules',
  initial: { rules: [] },
  evolve: (_, { data }) => ({ rules: data.rules }),
  ownerOf: () => undefined,
  concerned: () => [],
};
/** Of the one stream. */
export const rulesOfLeads = 'leads';

export interface SetAssignmentRules extends Circumstances {
  readonly rules: readonly AssignmentRule[];
}

export const setAssignmentRules = (
  { rules, by }: SetAssignmentRules,
  state: AssignmentRules,
): AssignmentRulesEvent[] => {
  const codes = rules.map(({ code }) => code);
  const twin = codes.findIndex((code, index) => codes.indexOf(code) !== index);
  if (twin >= 0) throw new RuleBroken('same-code', 'Two rules have the same code.', `/rules/${twin}/code`, 422);
  return canonicalJson(rules) === canonicalJson(state.rules) ? [] : [assignmentRulesSet({ rules: [...rules], by })];
};
