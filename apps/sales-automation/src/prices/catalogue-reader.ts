import type { EventCodec, EventData } from '@touchstone/contracts';
import { readState, type EventStore, type StreamState } from '@touchstone/event-store';
import type { Catalogue, PriceRequest } from '@touchstone/pricing';
import { unknownRecord } from '../commands/append-decision';
import type { ReadRecord } from '../commands/read-record';
import { followed, type Followed } from '../commands/followed-stream';
import type { StreamKind } from '../commands/stream-kind';
import { priceBooks } from '../price-lists/price-book';
import { products } from '../products/product';
import { taxTables } from '../tax-tables/tax-table';
import { salesTermsBook, termsId } from '../terms/terms';

/** What controllers are given beside the command handler: products, prices, terms and rates, which everybody in sales reads. */
export const catalogueToken = Symbol('catalogue');

export interface CatalogueReader {
  /** Throws a problem (404). */
  read<State, Event extends EventData>(kind: StreamKind<State, Event>, id: string): Promise<ReadRecord<State>>;
  /** Everything that a request needs, as it is now. */
  of(request: Pick<PriceRequest, 'currency' | 'jurisdiction' | 'lines'>): Promise<Catalogue>;
}

const keptStreams = 5_000;

/** Reads each stream on from where it stood when it was read last, so that an answer never misses what was published. */
export const openCatalogue = (store: Pick<EventStore, 'readStream'>, codec: EventCodec): CatalogueReader => {
  const known = new Map<string, StreamState<unknown>>();
  const follow = async <State, Event extends EventData>(kind: StreamKind<State, Event>, id: string) => {
    const stream = `${kind.category}-${id}`;
    const before = known.get(stream) as StreamState<Followed<State>> | undefined;
    const now = await readState(store, codec, stream, followed(kind), before);
    known.delete(stream);
    known.set(stream, now);
    if (known.size > keptStreams) known.delete(known.keys().next().value as string);
    return now;
  };
  const stateOf = async <State, Event extends EventData>(kind: StreamKind<State, Event>, id: string) =>
    (await follow(kind, id)).state.state;
  return {
    read: async (kind, id) => {
      const { state: found, version } = await follow(kind, id);
      if (version === 'no-stream' || found.position === undefined) throw unknownRecord(kind.category);
      const { state, erased, owners } = found;
      return { state, version, position: found.position, erased, owners };
    },
    of: async ({ currency, jurisdiction, lines }) => {
      const ids = [...new Set(lines.map(({ productId }) => productId))];
      const [priceBook, terms, tables, found] = await Promise.all([
        stateOf(priceBooks, currency),
        stateOf(salesTermsBook, termsId),
        stateOf(taxTables, jurisdiction),
        Promise.all(ids.map(async (id) => [id, await stateOf(products, id)] as const)),
      ]);
      return { priceBook, terms, taxTables: tables, products: new Map(found) };
    },
  };
};
