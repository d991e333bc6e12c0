import {
  activityCancelled,
  activityDone,
  activityPlanned,
  activityReassigned,
  activityRescheduled,
} from '@touchstone/contracts';
import { given } from '../given.test-data';
import { activities, type Activity } from './activity';
import { cancelActivity, doActivity, rescheduleActivity } from './finish-activity';
import { planActivity } from './plan-activity';
import { reassignActivity } from './reassign-activity';

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
    const finish =
      (doneAt?: string, more: object = {}) =>
      (state: Activity) =>
        doActivity({ ...circumstances, doneAt, ...more }, state);
    when([planned]).when(finish(before)).then([done]);
    when([planned]).when(finish(later)).thenRefused('not-yet', '/doneAt');
    when([planned, done]).when(finish()).thenNothing();
    when([planned, done]).when(finish(before)).thenNothing();
    when([planned, done]).when(finish(circumstances.now)).thenRefused('activity-closed', '/status');
    when([planned, cancelled]).when(finish(before)).thenRefused('activity-closed', '/status');
    const told = activityDone({ ...done.data, outcome: 'interested', note: 'Calls back' });
    const same = { outcome: 'interested', note: 'Calls back' };
    when([planned, told]).when(finish(before, same)).thenNothing();
    when([planned, told])
      .when(finish(before, { ...same, outcome: 'no-need' }))
      .thenRefused('activity-closed');
    when([planned, told])
      .when(finish(before, { ...same, note: 'Hung up' }))
      .thenRefused('activity-closed');
  });
  it('gets another day, unless it has it already', () => {
    const move = (dueAt: string) => (state: Activity) => rescheduleActivity({ ...circumstances, dueAt }, state);
    when([planned])
      .when(move(before))
      .then([activityRescheduled({ activityId, dueAt: before, by: 'ana' })]);
    when([planned]).when(move(later)).thenNothing();
    when([planned, done]).when(move(before)).thenRefused('activity-closed');
  });
  it('is given to another while it is planned, and what was done stays with who did it', () => {
    const give = (owner: string) => (state: Parameters<typeof reassignActivity>[1]) =>
      reassignActivity({ ...circumstances, by: 'cleo', owner }, state);
    const given = activityReassigned({ activityId, owner: 'ben', from: 'ana', by: 'cleo' });
    when([planned]).when(give('ben')).then([given]);
    when([planned]).when(give('ana')).thenNothing();
    when([planned, given]).when(give('ben')).thenNothing();
    when([planned, done]).when(give('ben')).thenRefused('activity-closed', '/status');
    when([planned, given])
      .when((state) => doActivity({ ...circumstances, doneAt: before }, state))
      .then([activityDone({ activityId, kind: 'call', owner: 'ben', doneAt: before, by: 'ana' })]);
  });
  it('is cancelled with a reason, once, and not when it was done', () => {
    const cancel = (reason: string) => (state: Activity) => cancelActivity({ ...circumstances, reason }, state);
    when([planned]).when(cancel('moved')).then([cancelled]);
    when([planned, cancelled]).when(cancel('moved')).thenNothing();
    when([planned, cancelled]).when(cancel('no-need')).thenRefused('activity-closed');
    when([planned, done]).when(cancel('moved')).thenRefused('activity-closed');
  });
});
