import { inOrder, type FactOf } from '../sales-facts/record-fact';
import type { QuoteEvent } from '@touchstone/contracts';
import { sampleOf } from '../testing/golden-samples.files';
import { quoteRowOf } from './quote-row';

const fact = (type: string, position: string, at: string) =>
  ({
    ...sampleOf(type, {}),
    ...{ eventId: crypto.randomUUID(), recordId: 'q', at: Date.parse(at), position, participants: [] },
  }) as unknown as FactOf<QuoteEvent>;

it('a fact whose clock lags has its effect: what follows in the stream follows in the row', () => {
  const prepared = fact('sales.quote.prepared', '001', '2026-03-01T10:00:05Z');
  const accepted = fact('sales.quote.accepted', '002', '2026-03-01T10:00:00Z');
  expect(quoteRowOf(inOrder([accepted, prepared]))).toMatchObject({ status: 'accepted' });
});
