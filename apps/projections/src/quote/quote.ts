import { quoteEvents, type QuoteEvent } from '@touchstone/contracts';
import { quoteModel, quotes } from '@touchstone/read-models';
import { recordKind, recordProjection } from '../sales-facts/record-projection.tables';
import { quoteRowOf } from './quote-row';

/** Quotes as they stand. */
export const quoteProjection = recordProjection(quoteModel, [
  recordKind<QuoteEvent, typeof quotes>(quoteEvents, quotes, quoteRowOf),
]);
