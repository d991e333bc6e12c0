import {
  quoteAccepted,
  quoteApprovalRefused,
  quoteApproved,
  quoteDeclined,
  quotePrepared,
  quoteRevised,
  type QuoteEvent,
} from '@touchstone/contracts';
import { specification } from '@touchstone/testing';
import type { Decide } from '../commands/stream-kind';
import { priced, quoteId } from './priced.test-data';
import { acceptQuote } from './accept-quote';
import { approveQuote, refuseApproval } from './approve-quote';
import { declineQuote } from './decline-quote';
import { prepareQuote } from './prepare-quote';
import { quotes, type Quote } from './quote';
import { reviseQuote } from './revise-quote';

const now = '2026-03-02T09:00:00.000Z';
const expired = '2026-03-15T09:00:00.000Z';
type Command = readonly [decide: Decide<Quote, QuoteEvent>, by?: string, at?: string];
const given = specification<Command, Quote, QuoteEvent>({
  initial: quotes.initial,
  evolve: quotes.evolve,
  decide: ([decide, by = 'ana', at = now], state) => [...decide(state, { by, now: at })],
});
const broken = (rule: string, field?: string) => expect.objectContaining({ rule, ...(field && { field }) }) as Error;

const overLimit = { ...priced, approvalNeeded: true };
const offer = (of = priced) => ({ quoteId, revision: 1, priced: of, owner: 'ana', by: 'ana', preparedAt: now });
const prepared = quotePrepared(offer());
const discounted = quotePrepared(offer(overLimit));
const about = { quoteId, revision: 1 };
const approved = quoteApproved({ ...about, by: 'cleo', approvedAt: now });
const accepted = quoteAccepted({ ...about, by: 'ana', acceptedAt: now });
const declined = quoteDeclined({ ...about, by: 'ana', reason: 'price', declinedAt: now });

describe('a quote', () => {
  it('is prepared for somebody, by somebody', () => {
    given([])
      .when([prepareQuote({ quoteId, priced, owner: 'ana' })])
      .then([prepared]);
    given([prepared])
      .when([prepareQuote({ quoteId, priced, owner: 'ana' })])
      .thenNothing();
    given([])
      .when([prepareQuote({ quoteId, priced })])
      .thenThrows(broken('no-owner', '/owner'));
    given([])
      .when([prepareQuote({ quoteId, priced: { ...priced, customer: {} }, owner: 'ana' })])
      .thenThrows(broken('no-customer', '/customer'));
  });

  it('is revised, for the same customer, also after it expired', () => {
    const revised = quoteRevised({ quoteId, revision: 2, priced, owner: 'ana', by: 'ben', revisedAt: expired });
    given([prepared])
      .when([reviseQuote({ priced }), 'ben', expired])
      .then([revised]);
    given([prepared])
      .when([reviseQuote({ priced: { ...priced, customer: { contact: 'c-2' } } })])
      .thenThrows(broken('other-customer', '/customer'));
    for (const closed of [accepted, declined])
      given([prepared, closed])
        .when([reviseQuote({ priced })])
        .thenThrows(broken('quote-closed', '/status'));
    given([])
      .when([reviseQuote({ priced })])
      .thenThrows(broken('unknown-quote'));
  });

  it('keeps in a revision what is not told, and takes what is', () => {
    const addressed = quotePrepared({ ...offer(), recipient: { name: 'Ada' }, note: 'Soon' });
    const revise = (more: object) => reviseQuote({ priced, ...more });
    const revised = (more: object) =>
      quoteRevised({ quoteId, revision: 2, priced, owner: 'ana', ...more, by: 'ana', revisedAt: now });
    given([addressed])
      .when([revise({})])
      .then([revised({ recipient: { name: 'Ada' }, note: 'Soon' })]);
    given([addressed])
      .when([revise({ note: 'Later' })])
      .then([revised({ recipient: { name: 'Ada' }, note: 'Later' })]);
  });

  it('is accepted once, in the revision that was seen, before it expires', () => {
    given([prepared])
      .when([acceptQuote(1)])
      .then([accepted]);
    given([prepared, accepted])
      .when([acceptQuote(1)])
      .thenThrows(broken('quote-closed', '/status'));
    given([prepared])
      .when([acceptQuote(2)])
      .thenThrows(broken('other-revision', '/revision'));
    given([prepared])
      .when([acceptQuote(1), 'ana', expired])
      .thenThrows(broken('quote-expired', '/validUntil'));
    given([])
      .when([acceptQuote(1)])
      .thenThrows(broken('unknown-quote'));
  });

  it('over the limit waits for a second person, who is neither its author nor its owner', () => {
    given([discounted])
      .when([acceptQuote(1)])
      .thenThrows(broken('approval-missing', '/status'));
    given([discounted])
      .when([approveQuote(1)])
      .thenThrows(broken('second-person', '/by'));
    given([quotePrepared({ ...offer(overLimit), by: 'cleo' })])
      .when([approveQuote(1), 'cleo'])
      .thenThrows(broken('second-person', '/by'));
    given([discounted])
      .when([approveQuote(1), 'cleo'])
      .then([approved]);
    given([discounted, approved])
      .when([approveQuote(1), 'cleo'])
      .thenNothing();
    given([discounted, approved])
      .when([acceptQuote(1)])
      .then([accepted]);
    given([prepared])
      .when([approveQuote(1), 'cleo'])
      .thenThrows(broken('no-approval-awaited', '/status'));
    given([discounted, approved])
      .when([refuseApproval(1, 'Too much'), 'cleo'])
      .thenThrows(broken('no-approval-awaited', '/status'));
    given([discounted])
      .when([approveQuote(1), 'cleo', expired])
      .thenThrows(broken('quote-expired', '/validUntil'));
    given([])
      .when([approveQuote(1), 'cleo'])
      .thenThrows(broken('unknown-quote'));
  });

  it('loses its approval with a revision, and can be refused one', () => {
    const revised = quoteRevised({ ...offer(overLimit), revision: 2, revisedAt: now });
    given([discounted, approved, revised])
      .when([acceptQuote(2)])
      .thenThrows(broken('approval-missing'));
    const refused = quoteApprovalRefused({ ...about, by: 'cleo', refusedAt: now, reason: 'Too much' });
    given([discounted])
      .when([refuseApproval(1, 'Too much'), 'cleo'])
      .then([refused]);
    given([discounted, refused])
      .when([refuseApproval(1, 'Too much'), 'cleo'])
      .thenNothing();
    given([discounted])
      .when([refuseApproval(1, 'Too much')])
      .thenThrows(broken('second-person', '/by'));
    given([discounted])
      .when([refuseApproval(2, 'Too much'), 'cleo'])
      .thenThrows(broken('other-revision', '/revision'));
    given([discounted, refused])
      .when([approveQuote(1), 'cleo'])
      .thenThrows(broken('no-approval-awaited', '/status'));
    given([discounted, refused])
      .when([acceptQuote(1)])
      .thenThrows(broken('approval-missing'));
  });

  it('is declined with one reason, also when it is over', () => {
    given([prepared])
      .when([declineQuote({ reason: 'price' })])
      .then([declined]);
    given([prepared])
      .when([declineQuote({ reason: 'price' }), 'ana', expired])
      .then([quoteDeclined({ ...declined.data, declinedAt: expired })]);
    given([prepared, declined])
      .when([declineQuote({ reason: 'other' })])
      .thenThrows(broken('quote-closed', '/status'));
    given([])
      .when([declineQuote({ reason: 'price' })])
      .thenThrows(broken('unknown-quote'));
    given([prepared, declined])
      .when([declineQuote({ reason: 'price' })])
      .thenNothing();
    given([prepared, accepted])
      .when([declineQuote({ reason: 'price' })])
      .thenThrows(broken('quote-closed'));
  });
});
