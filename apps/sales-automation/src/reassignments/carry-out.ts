import { eventIdOf } from '@touchstone/contracts';
import { readState } from '@touchstone/event-store';
import { ProblemError } from '@touchstone/service-host';
import { accounts } from '../accounts/account';
import { reassignAccount } from '../accounts/change-account';
import { activities } from '../activities/activity';
import { reassignActivity } from '../activities/reassign-activity';
import { appendDecision, type AppendParts, type Request } from '../commands/append-decision';
import { authoriser, type LedBy } from '../commands/authorise';
import { followed } from '../commands/followed-stream';
import { RuleBroken } from '../commands/rule-broken';
import { reassignContact } from '../contacts/change-contact';
import { contacts } from '../contacts/contact';
import type { AtCrashPoint } from '../crash-points';
import { assignLead } from '../leads/assign-lead';
import { leads } from '../leads/lead';
import { assignOpportunity } from '../opportunities/assign-opportunity';
import { opportunities } from '../opportunities/opportunity';
import { orders } from '../orders/order';
import { reassignOrder } from '../orders/reassign-order';
import { quotes } from '../quotes/quote';
import { reassignQuote } from '../quotes/reassign-quote';
import {
  complete,
  progress,
  reassignments,
  type Reassignment,
  type ReassignedRecord,
  type Refused,
} from './reassignment';

export interface CarryOutParts extends AppendParts {
  readonly ledBy: LedBy;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly atCrashPoint: AtCrashPoint;
}

type Running = Exclude<Reassignment, { status: 'unknown' }>;

const stepSize = 50;

/** As whoever asked for it: a manager, or an administrator whose key names nobody. */
export const askedBy = (by: string) =>
  by.startsWith('key:')
    ? { id: by, name: by, role: 'admin' as const }
    : { id: by, name: by, role: 'manager' as const, person: by };

const move = (parts: AppendParts, request: Request, { to: owner }: Running, { kind, id }: ReassignedRecord) => {
  const more = { owner, reassignmentId: request.id };
  switch (kind) {
    case 'lead':
      return appendDecision(parts, request, leads, id, (state, given) => assignLead({ ...more, ...given }, state));
    case 'contact':
      return appendDecision(parts, request, contacts, id, (state, given) =>
        reassignContact({ ...more, ...given }, state),
      );
    case 'account':
      return appendDecision(parts, request, accounts, id, (state, given) =>
        reassignAccount({ ...more, ...given }, state),
      );
    case 'opportunity':
      return appendDecision(parts, request, opportunities, id, (state, given) =>
        assignOpportunity({ opportunityId: id, owner, team: state.holder?.value.team })(state, given),
      );
    case 'activity':
      return appendDecision(parts, request, activities, id, (state, given) =>
        reassignActivity({ ...more, ...given }, state),
      );
    case 'quote':
      return appendDecision(parts, request, quotes, id, reassignQuote(more));
    case 'order':
      return appendDecision(parts, request, orders, id, reassignOrder(more));
  }
};

/** Why a record keeps its owner. Everything else is no refusal, and the step is repeated later. */
const ruleOf = (error: unknown): string => {
  if (error instanceof RuleBroken) return error.rule;
  if (error instanceof ProblemError && error.problem.status < 500)
    return error.problem.type.replace('urn:touchstone:problem:', '');
  throw error;
};

const moveAll = async (
  parts: CarryOutParts,
  request: Request,
  running: Running,
  records: readonly ReassignedRecord[],
): Promise<Refused[]> => {
  const refused = await Promise.all(
    records.map((record) =>
      move(parts, request, running, record).then(
        () => {
          parts.atCrashPoint('reassignment.moved');
          return [];
        },
        (error: unknown) => [{ ...record, rule: ruleOf(error) }],
      ),
    ),
  );
  return refused.flat();
};

/**
 * Moves the records step by step and tells each step. After a crash it goes on with the step that was not told, whose records
 * have events with the same ids already. Answers whether the reassignment is recorded. Throws when it is told to stop.
 */
export const carryOut = async (parts: CarryOutParts, id: string, signal: AbortSignal): Promise<boolean> => {
  const { state: found } = await readState(parts.store, parts.codec, `reassignment-${id}`, followed(reassignments));
  const running = found.state;
  if (running.status === 'unknown') return false;
  const authorise = await authoriser(askedBy(running.by), 'change', parts.ledBy);
  const now = () => new Date(parts.now()).toISOString();
  const request = (name?: string): Request => ({
    id: name === undefined ? id : eventIdOf(id, name),
    authorise,
    now: now(),
    by: running.by,
  });
  for (let done = running.done; done < running.records.length;) {
    signal.throwIfAborted();
    const step = running.records.slice(done, done + stepSize);
    const refused = await moveAll(parts, request(), running, step);
    done += step.length;
    await appendDecision(parts, request(`step ${done}`), reassignments, id, (current) =>
      progress(done, refused, current),
    );
  }
  await appendDecision(parts, request('completed'), reassignments, id, (current) => complete(now(), current));
  return true;
};
