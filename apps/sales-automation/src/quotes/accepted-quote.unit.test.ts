import { canonicalJson, type PricedQuote, type QuoteEvent } from '@touchstone/contracts';
import fc from 'fast-check';
import type { Decide } from '../commands/stream-kind';
import { RuleBroken } from '../commands/rule-broken';
import { acceptQuote } from './accept-quote';
import { approveQuote, refuseApproval } from './approve-quote';
import { declineQuote } from './decline-quote';
import { prepareQuote } from './prepare-quote';
import { priced, quoteId } from './priced.test-data';
import { quotes, type Quote } from './quote';
import { reviseQuote } from './revise-quote';

type Wish = Decide<Quote, QuoteEvent>;
type Step = readonly [wish: Wish, by: string, now: string];
const [before, expired] = ['2026-03-02T09:00:00.000Z', '2026-03-15T09:00:00.000Z'];

const offers = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 9_999 }), fc.constantFrom('c-1', 'c-2'))
  .map(([approvalNeeded, cents, contact]): PricedQuote => {
    const net = (cents / 100).toFixed(2);
    return { ...priced, approvalNeeded, net, gross: net, customer: { ...priced.customer, contact } };
  });
const revision = fc.integer({ min: 1, max: 4 });
const wishes = fc.oneof(
  revision.map((n) => acceptQuote(n)),
  revision.map((n) => approveQuote(n)),
  revision.map((n) => refuseApproval(n, 'No')),
  fc.constantFrom('price' as const, 'other' as const).map((reason) => declineQuote({ reason })),
  fc.tuple(offers, fc.option(fc.string(), { nil: undefined })).map(([of, note]) => reviseQuote({ priced: of, note })),
  offers.map((of) => prepareQuote({ quoteId, priced: of, owner: 'ben' })),
);
const steps = (now: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.tuple(wishes, fc.constantFrom('ana', 'ben', 'cleo'), now), { maxLength });

const decided = (log: readonly QuoteEvent[], [wish, by, now]: Step): readonly QuoteEvent[] => {
  try {
    return wish(log.reduce(quotes.evolve, quotes.initial), { by, now });
  } catch (error) {
    if (error instanceof RuleBroken) return [];
    throw error;
  }
};
const carriedOut = (log: readonly QuoteEvent[], wished: readonly Step[]): readonly QuoteEvent[] =>
  wished.reduce((known, step) => [...known, ...decided(known, step)], log);

/** What was offered last: read off the log, without the fold. */
const lastOffer = (log: readonly QuoteEvent[]) => {
  const offered = log.findLast(({ type }) => type === 'sales.quote.prepared' || type === 'sales.quote.revised');
  return offered?.data as Extract<QuoteEvent, { type: 'sales.quote.revised' }>['data'];
};

it('an accepted quote never changes, whatever came before and whatever is wished afterwards', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      offers,
      steps(fc.constant(before), 6),
      steps(fc.constantFrom(before, expired), 20),
      (of, early, late) => {
        const offered = carriedOut(
          [],
          [[prepareQuote({ quoteId, priced: of, owner: 'ana' }), 'ana', before], ...early],
        );
        const last = lastOffer(offered).revision;
        const log = carriedOut(offered, [
          [approveQuote(last), 'dora', before],
          [acceptQuote(last), 'ana', before],
        ]);
        const contract = log.reduce(quotes.evolve, quotes.initial);
        if (contract.status !== 'accepted') return;
        accepted += 1;
        const bytes = canonicalJson(contract);
        const { priced: content, revision: number } = lastOffer(log);
        const after = carriedOut(log, late);
        expect(canonicalJson(after)).toBe(canonicalJson(log));
        const state = after.reduce(quotes.evolve, quotes.initial);
        expect(canonicalJson(state)).toBe(bytes);
        expect(state).toMatchObject({ status: 'accepted', revision: number });
        expect(canonicalJson((state as typeof contract).priced)).toBe(canonicalJson(content));
        // Not only as it is decided: the contract that was read before has not been written into either.
        expect(canonicalJson(contract)).toBe(bytes);
      },
    ),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(50);
});
