import { assignmentRules, rulesOfLeads } from '../assignment-rules/assignment-rules';
import { coverageOn } from '../assignment-rules/coverage';
import { answerOf } from '../commands/command-handler';
import type { CommandAnswer } from '../commands/once';
import type { Run } from '../commands/run';
import type { Circumstances } from '../commands/stream-kind';
import { captureLead, type CaptureLead } from './capture-lead';
import { leads } from './lead';

export type Capture = Omit<CaptureLead, keyof Circumstances | 'leadId' | 'rules' | 'coverage'>;

/** Writes a lead down, and assigns one that nobody owns by the rules and territories as they are today. */
export const capture = async (run: Run, wish: Capture): Promise<CommandAnswer> => {
  const { rules } = await run.peek(assignmentRules, rulesOfLeads);
  const isOwned = (wish.owner ?? run.circumstances.rep) !== undefined;
  const today = run.circumstances.now.slice(0, 10);
  const coverage = isOwned || wish.country === undefined ? undefined : await coverageOn(run, rules, today);
  const leadId = run.idOf(leads.category);
  const recorded = await run.append(
    leads,
    leadId,
    (state, circumstances) =>
      captureLead({ ...wish, leadId, rules, ...(coverage && { coverage }), ...circumstances }, state),
    { creates: true },
  );
  return answerOf(recorded, 201);
};
