import type { HandoffEvent } from '@touchstone/contracts';
import { customerOf } from '../activities/activity';
import type { StreamKind } from '../commands/stream-kind';

type Offered = Extract<HandoffEvent, { type: 'sales.handoff.offered' }>['data'];
type Known = Omit<Offered, 'by'>;

interface Returned {
  readonly reason: string;
  /** Beside the note of the offer. */
  readonly returnNote: string | undefined;
}

export type Handoff =
  | { readonly status: 'unknown' }
  | (Known & { readonly status: 'offered' })
  | (Known & { readonly status: 'accepted'; readonly afterMs: number })
  | (Known & { readonly status: 'returned'; readonly afterMs: number } & Returned);

const evolve = (handoff: Handoff, { type, data }: HandoffEvent): Handoff => {
  if (type === 'sales.handoff.offered') return { status: 'offered', ...data };
  if (handoff.status === 'unknown') return handoff;
  switch (type) {
    case 'sales.handoff.accepted':
      return { ...handoff, status: 'accepted', afterMs: data.afterMs };
    case 'sales.handoff.returned':
      return { ...handoff, status: 'returned', afterMs: data.afterMs, reason: data.reason, returnNote: data.note };
  }
};

export const handoffs: StreamKind<Handoff, HandoffEvent> = {
  category: 'handoff',
  initial: { status: 'unknown' },
  evolve,
  // Both sides: whoever does not have to act still sees what became of it, so that no hand-off is orphaned.
  ownerOf: (handoff) => (handoff.status === 'unknown' ? undefined : [handoff.from.person, handoff.to.person]),
  concerned: (handoff) => (handoff.status === 'unknown' ? [] : customerOf(handoff)),
};
