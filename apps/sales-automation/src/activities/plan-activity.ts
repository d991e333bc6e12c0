import { activityDone, activityPlanned, type ActivityEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { customerOf, type About, type Activity, type ActivityKind } from './activity';

export interface PlanActivity extends Circumstances, About {
  readonly activityId: string;
  readonly kind: ActivityKind;
  readonly owner?: string | undefined;
  readonly dueAt?: string | undefined;
  /** It took place already: planned and done in one. */
  readonly doneAt?: string | undefined;
  readonly outcome?: string | undefined;
  readonly topic?: string | undefined;
  readonly note?: string | undefined;
}

const instant = (text: string): string => new Date(text).toISOString();

/** Notes are facts and not plans; everything else may be either. */
export const planActivity = (command: PlanActivity, state: Activity): ActivityEvent[] => {
  if (state.status !== 'unknown') return [];
  const { activityId, kind, contactId, leadId, accountId, opportunityId, dueAt, topic, note, outcome, by, now } =
    command;
  if (customerOf(command).length === 0)
    throw new RuleBroken('customer-needed', 'Name a contact, a lead or an account.', '/contactId', 422);
  const owner = command.owner ?? command.rep;
  if (owner === undefined) throw new RuleBroken('owner-needed', 'Name who is to do it.', '/owner', 422);
  const doneAt = kind === 'note' ? (command.doneAt ?? now) : command.doneAt;
  if (doneAt !== undefined && instant(doneAt) > now)
    throw new RuleBroken('not-yet', 'It cannot have taken place in the future.', '/doneAt', 422);
  const about = { contactId, leadId, accountId, opportunityId };
  const due = dueAt === undefined ? undefined : instant(dueAt);
  return [
    activityPlanned({ activityId, kind, ...about, owner, dueAt: due, topic, note, by }),
    ...(doneAt === undefined ? [] : [activityDone({ activityId, kind, owner, doneAt: instant(doneAt), outcome, by })]),
  ];
};
