import { reassignmentCompleted, reassignmentProgressed, reassignmentRequested } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { complete, progress, reassignments, requestReassignment, type Reassignment } from './reassignment';

const [now, by] = ['2026-03-10T09:00:00.000Z', 'key:admin'];
const reassignmentId = '0190f3c4-0000-7000-8000-000000000931';
const records = [1, 2].map((n) => ({ kind: 'account' as const, id: `0190f3c4-0000-7000-8000-00000000094${n}` }));
const requested = reassignmentRequested({ reassignmentId, to: 'ben', records, by, requestedAt: now });
const progressed = (done: number) => reassignmentProgressed({ reassignmentId, done, refused: [] });
const completed = reassignmentCompleted({ reassignmentId, completedAt: now });
const when = given(reassignments);

describe('a reassignment', () => {
  const step = (done: number) => (state: Reassignment) => progress(done, [], state);
  const end = (state: Reassignment) => complete(now, state);
  it('is requested once', () => {
    const request = (state: Reassignment) =>
      requestReassignment({ reassignmentId, to: 'ben', records, by, now }, state);
    when([]).when(request).then([requested]);
    when([requested]).when(request).thenNothing();
  });
  it('goes on, and tells nothing twice', () => {
    when([requested])
      .when(step(1))
      .then([progressed(1)]);
    when([requested, progressed(1)])
      .when(step(1))
      .thenNothing();
    when([requested, progressed(2)])
      .when(step(1))
      .thenNothing();
    when([]).when(step(1)).thenNothing();
  });
  it('is completed once, when nothing is left', () => {
    when([requested, progressed(2)])
      .when(end)
      .then([completed]);
    when([requested, progressed(1)])
      .when(end)
      .thenNothing();
    when([requested, progressed(2), completed])
      .when(end)
      .thenNothing();
  });
});
