import { activityCancelled, activityDone, activityPlanned, activityRescheduled } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { activities } from './activity';
import { cancelActivity, doActivity, rescheduleActivity } from './finish-activity';
import { planActivity } from './plan-activity';

const activityId = '0190f3c4-0000-7000-8000-000000000401';
const contactId = '0190f3c4-0000-7000-8000-000000000402';
const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'ana', rep: 'ana' };
const [before, later] = ['2026-03-09T09:00:00.000Z', '2026-03-20T09:00:00.000Z'];
const wish = { ...circumstances, activityId, contactId, kind: 'call' as const };
const planned = activityPlanned({ activityId, kind: 'call', contactId, owner: 'ana', dueAt: later, by: 'ana' });
const done = activityDone({ activityId, kind: 'call', owner: 'ana', doneAt: before, by: 'ana' });
const cancelled = activityCancelled({ activityId, reason: 'moved', by: 'ana' });
const when = given(activities);

describe('an activity', () => {
  it('is planned, for the rep who plans it', () =>
    when([])
      .when((state) => planActivity({ ...wish, dueAt: later }, state))
      .then([planned]));
  it('that took place is planned and done in one', () =>
    when([])
      .when((state) => planActivity({ ...wish, doneAt: before }, state))
      .thenSome((events) => expect(events.map(({ type }) => type)).toEqual([planned.type, done.type])));
  it('is planned once', () =>
    when([planned])
      .when((state) => planActivity(wish, state))
      .thenNothing());
  it('is refused without a customer, and before it took place', () => {
    const nobody = { ...wish, contactId: undefined };
    when([])
      .when((state) => planActivity(nobody, state))
      .thenRefused('customer-needed', '/contactId');
    when([])
      .when((state) => planActivity({ ...wish, doneAt: later }, state))
      .thenRefused('not-yet', '/doneAt');
  });
  it('is done at the time that is told, not in the future, and only once', () => {
    const finish = (doneAt: string) => (state: Parameters<typeof doActivity>[1]) =>
      doActivity({ ...circumstances, doneAt }, state);
    when([planned]).when(finish(before)).then([done]);
    when([planned]).when(finish(later)).thenRefused('not-yet', '/doneAt');
    when([planned, done]).when(finish(before)).thenRefused('activity-closed', '/status');
  });
  it('gets another day, unless it has it already', () => {
    const move = (dueAt: string) => (state: Parameters<typeof rescheduleActivity>[1]) =>
      rescheduleActivity({ ...circumstances, dueAt }, state);
    when([planned])
      .when(move(before))
      .then([activityRescheduled({ activityId, dueAt: before, by: 'ana' })]);
    when([planned]).when(move(later)).thenNothing();
    when([planned, done]).when(move(before)).thenRefused('activity-closed');
  });
  it('is cancelled with a reason, once, and not when it was done', () => {
    const cancel = (state: Parameters<typeof cancelActivity>[1]) =>
      cancelActivity({ ...circumstances, reason: 'moved' }, state);
    when([planned]).when(cancel).then([cancelled]);
    when([planned, cancelled]).when(cancel).thenNothing();
    when([planned, done]).when(cancel).thenRefused('activity-closed');
  });
});
