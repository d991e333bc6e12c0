import { taxTablesFold, type TaxTableEvent, type TaxTables } from '@touchstone/pricing';
import type { StreamKind } from '../commands/stream-kind';

/** The tax tables of one jurisdiction. */
export const taxTables: StreamKind<TaxTables, TaxTableEvent> = {
  ...taxTablesFold,
  category: 'tax_table',
  ownerOf: () => undefined,
  concerned: () => [],
};
