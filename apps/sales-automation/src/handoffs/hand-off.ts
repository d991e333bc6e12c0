import { handoffAccepted, handoffOffered, handoffReturned, type HandoffEvent } from '@touchstone/contracts';
import { customerOf } from '../activities/activity';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import type { Handoff } from './handoff';

type Offer = Omit<Extract<HandoffEvent, { type: 'sales.handoff.offered' }>['data'], 'by' | 'offeredAt'>;

export interface OfferHandoff extends Circumstances, Offer {}
export const offerHandoff = ({ now, by, rep, region: _, ...offer }: OfferHandoff, state: Handoff): HandoffEvent[] => {
  if (state.status !== 'unknown') return [];
  if (customerOf(offer).length === 0)
    throw new RuleBroken('customer-needed', 'Name a contact or an account.', '/contactId', 422);
  if (offer.from.person === offer.to.person)
    throw new RuleBroken('same-person', 'A hand-off goes to somebody else.', '/to/person', 422);
  // Who could offer himself what is another's would have it by his own word.
  if (rep !== undefined && offer.from.person !== rep)
    throw new RuleBroken('not-yours-to-give', 'A rep hands on what is his own.', '/from/person', 422);
  return [handoffOffered({ ...offer, offeredAt: now, by })];
};

const mustReceive = (handoff: Handoff, by: string): void => {
  if (handoff.status !== 'unknown' && by === handoff.from.person)
    throw new RuleBroken('not-the-receiver', 'It is for the receiver to accept or to return it.', '/to/person');
};
const mustBeOffered = (handoff: Handoff): Extract<Handoff, { status: 'offered' }> => {
  if (handoff.status === 'offered') return handoff;
  throw new RuleBroken('handoff-closed', `The hand-off is ${handoff.status} already.`, '/status');
};
const since = ({ offeredAt }: { offeredAt: string }, now: string): number =>
  Math.max(0, Date.parse(now) - Date.parse(offeredAt));

export const acceptHandoff = ({ now, by }: Circumstances, state: Handoff): HandoffEvent[] => {
  mustReceive(state, by);
  if (state.status === 'accepted') return [];
  const handoff = mustBeOffered(state);
  return [handoffAccepted({ handoffId: handoff.handoffId, afterMs: since(handoff, now), by })];
};

export interface ReturnHandoff extends Circumstances {
  readonly reason: string;
  readonly note?: string | undefined;
}
export const returnHandoff = ({ now, by, reason, note }: ReturnHandoff, state: Handoff): HandoffEvent[] => {
  mustReceive(state, by);
  const isSaidAlready =
    state.status === 'returned' && state.reason === reason && (note === undefined || note === state.returnNote);
  if (isSaidAlready) return [];
  const handoff = mustBeOffered(state);
  return [handoffReturned({ handoffId: handoff.handoffId, afterMs: since(handoff, now), reason, note, by })];
};
