import type { RecordedEvent as Kept } from '@eventstore/db-client';
import type { WireEvent } from '@touchstone/contracts';
import type { Append } from '../port';
import { idOf, moreOf } from './recorded-event';

/** What is known of a stream: its ids with their versions, as far as it was read or written here. */
export class KnownStream {
  private readonly versions = new Map<string, number>();
  /** Version of the last event that is known; -1 for none. */
  version = -1;
  /** Events of the last append that did not fit into the write that stands at the end. */
  private missing = 0;

  get size(): number {
    return this.versions.size + 1;
  }

  get actual(): number | 'no-stream' {
    return this.version < 0 ? 'no-stream' : this.version;
  }

  learn(kept: readonly Kept[]): void {
    for (const event of kept) this.add(idOf(event), Number(event.revision), moreOf(event) ?? 0);
  }

  add(id: string, version: number, missing: number): void {
    // An id that stands twice was written by something else; the first one counts.
    if (!this.versions.has(id)) this.versions.set(id, version);
    this.version = version;
    this.missing = missing;
  }

  meets({ expected }: Append): boolean {
    if (expected === 'any') return true;
    if (expected === 'stream-exists') return this.version >= 0;
    return this.version === (expected === 'no-stream' ? -1 : expected);
  }

  /** What the ids of an append say about it: all there, partly elsewhere, or begun and not finished. */
  judge({ events, expected }: Append): Known | undefined {
    const places = events.map(({ id }) => this.versions.get(id));
    const known = events.filter((_, index) => places[index] !== undefined);
    if (known.length === 0) return undefined;
    const first = expected === 'no-stream' ? 0 : typeof expected === 'number' ? expected + 1 : undefined;
    const inPlace = (place: number | undefined, index: number): boolean =>
      place !== undefined && (first === undefined ? place > (places[index - 1] ?? -1) : place === first + index);
    if (places.every(inPlace)) return { kind: 'duplicate', version: places.at(-1) as number };
    const begun = places.slice(0, known.length);
    const unfinished =
      begun.every(inPlace) && begun.at(-1) === this.version && this.missing === events.length - known.length;
    if (unfinished) return { kind: 'begun', rest: events.slice(known.length) };
    return { kind: 'id-clash', ids: known.map(({ id }) => id) };
  }
}

export type Known =
  | { readonly kind: 'duplicate'; readonly version: number }
  | { readonly kind: 'begun'; readonly rest: readonly WireEvent[] }
  | { readonly kind: 'id-clash'; readonly ids: readonly string[] };
