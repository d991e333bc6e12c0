import { handoffAccepted, handoffOffered, handoffReturned } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { acceptHandoff, offerHandoff, returnHandoff } from './hand-off';
import { handoffs, type Handoff } from './handoff';

const handoffId = '0190f3c4-0000-7000-8000-000000000501';
const contactId = '0190f3c4-0000-7000-8000-000000000502';
const [offeredAt, now] = ['2026-03-10T09:00:00.000Z', '2026-03-10T10:00:00.000Z'];
const from = { department: 'sales' as const, person: 'ana' };
const to = { department: 'service' as const, person: 'cleo' };
const offer = { handoffId, contactId, subject: 'installation', from, to };
const offered = handoffOffered({ ...offer, offeredAt, by: 'ana' });
const hour = 3_600_000;
const accepted = handoffAccepted({ handoffId, afterMs: hour, by: 'cleo' });
const returned = handoffReturned({ handoffId, afterMs: hour, reason: 'incomplete', by: 'cleo' });
const when = given(handoffs);
const accept = (by: string) => (state: Handoff) => acceptHandoff({ now, by }, state);
const giveBack =
  (by: string, reason = 'incomplete', note?: string) =>
  (state: Handoff) =>
    returnHandoff({ now, by, reason, note }, state);

describe('a hand-off', () => {
  const wish = (more: object = {}) => ({ ...offer, now: offeredAt, by: 'ana', ...more });
  it('is offered once', () => {
    when([])
      .when((state) => offerHandoff(wish(), state))
      .then([offered]);
    when([offered])
      .when((state) => offerHandoff(wish(), state))
      .thenNothing();
  });
  it('goes to somebody else, about somebody', () => {
    when([])
      .when((state) => offerHandoff(wish({ to: from }), state))
      .thenRefused('same-person', '/to/person');
    when([])
      .when((state) => offerHandoff(wish({ contactId: undefined }), state))
      .thenRefused('customer-needed', '/contactId');
  });
  it('is not offered by a rep from somebody else, who could then accept it himself', () => {
    when([])
      .when((state) => offerHandoff(wish({ by: 'cleo', rep: 'cleo' }), state))
      .thenRefused('not-yours-to-give', '/from/person');
    when([])
      .when((state) => offerHandoff(wish({ rep: 'ana' }), state))
      .then([offered]);
  });
  it('is accepted by its receiver, and says how long that took', () => {
    when([offered]).when(accept('cleo')).then([accepted]);
    when([offered]).when(accept('ana')).thenRefused('not-the-receiver', '/to/person');
    when([offered, accepted]).when(accept('cleo')).thenNothing();
    when([offered, accepted]).when(accept('ana')).thenRefused('not-the-receiver');
    when([offered, returned]).when(accept('cleo')).thenRefused('handoff-closed', '/status');
    when([]).when(accept('cleo')).thenRefused('handoff-closed');
  });
  it('is returned by its receiver with a reason', () => {
    when([offered]).when(giveBack('cleo')).then([returned]);
    when([offered]).when(giveBack('ana')).thenRefused('not-the-receiver');
    when([offered, accepted]).when(giveBack('cleo')).thenRefused('handoff-closed');
  });
  it('that was returned stays quiet when the same is said again, and refuses another reason', () => {
    const noted = handoffReturned({ ...returned.data, note: 'No address' });
    when([offered, returned]).when(giveBack('cleo')).thenNothing();
    when([offered, noted]).when(giveBack('cleo')).thenNothing();
    when([offered, noted])
      .when(giveBack('cleo', 'incomplete', 'No address'))
      .thenNothing();
    when([offered, noted])
      .when(giveBack('cleo', 'incomplete', 'No telephone'))
      .thenRefused('handoff-closed', '/status');
    when([offered, returned]).when(giveBack('cleo', 'wrong-person')).thenRefused('handoff-closed', '/status');
  });
});
