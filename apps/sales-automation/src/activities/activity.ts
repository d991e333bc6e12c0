import { leadIdentifier, type ActivityEvent } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';

type Planned = Extract<ActivityEvent, { type: 'sales.activity.planned' }>['data'];
export type ActivityKind = Planned['kind'];

/** Whom an activity is about. */
export interface About {
  readonly contactId?: string | undefined;
  readonly leadId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly opportunityId?: string | undefined;
}
interface Known {
  readonly activityId: string;
  readonly kind: ActivityKind;
  readonly about: About;
  readonly owner: string;
  readonly dueAt: string | undefined;
  readonly topic: string | undefined;
  readonly note: string | undefined;
}
export type Activity =
  | { readonly status: 'unknown' }
  | (Known & { readonly status: 'planned' })
  | (Known & { readonly status: 'done'; readonly doneAt: string; readonly outcome: string | undefined })
  | (Known & { readonly status: 'cancelled'; readonly reason: string });

const evolve = (activity: Activity, { type, data }: ActivityEvent): Activity => {
  if (type === 'sales.activity.planned') {
    const { contactId, leadId, accountId, opportunityId, activityId, kind, owner, dueAt, topic, note } = data;
    const about = { contactId, leadId, accountId, opportunityId };
    return { status: 'planned', activityId, kind, about, owner, dueAt, topic, note };
  }
  if (activity.status === 'unknown') return activity;
  switch (type) {
    case 'sales.activity.rescheduled':
      return { ...activity, dueAt: data.dueAt };
    case 'sales.activity.reassigned':
      return { ...activity, owner: data.owner };
    case 'sales.activity.done': {
      const { owner, doneAt, outcome, note = activity.note } = data;
      return { ...activity, status: 'done', owner, doneAt, outcome, note };
    }
    case 'sales.activity.cancelled':
      return { ...activity, status: 'cancelled', reason: data.reason };
  }
};

/** The person, or the organisation where no person is named. */
export const customerOf = ({ contactId, leadId, accountId }: About): readonly Concerned[] => {
  const persons: Concerned[] = [
    ...(contactId ? [{ role: 'subject', type: 'contact', value: contactId } as const] : []),
    ...(leadId ? [{ role: 'subject', type: leadIdentifier, value: leadId } as const] : []),
  ];
  if (!accountId) return persons;
  return [...persons, { role: persons.length > 0 ? 'organisation' : 'subject', type: 'account', value: accountId }];
};

export const activities: StreamKind<Activity, ActivityEvent> = {
  category: 'activity',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (activity) => (activity.status === 'unknown' ? undefined : activity.owner),
  concerned: (activity) => (activity.status === 'unknown' ? [] : customerOf(activity.about)),
};
