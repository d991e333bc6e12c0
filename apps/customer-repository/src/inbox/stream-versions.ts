import type { EventStore } from '@touchstone/event-store';

/** Versions of streams as last seen; a wrong one costs a conflict and another round, never a wrong append. -1 = no stream. */
export class StreamVersions {
  private readonly known = new Map<string, number>();

  constructor(
    private readonly store: Pick<EventStore, 'versions'>,
    private readonly capacity = 200_000,
  ) {}

  of(stream: string): number {
    return this.known.get(stream) ?? -1;
  }

  set(stream: string, version: number): void {
    this.known.delete(stream);
    this.known.set(stream, version);
  }

  /** Asks the store for those that are not known here. */
  async load(streams: Iterable<string>): Promise<void> {
    this.trim();
    const unknown = [...new Set(streams)].filter((stream) => !this.known.has(stream));
    if (unknown.length === 0) return;
    const found = await this.store.versions(unknown);
    for (const stream of unknown) this.known.set(stream, found.get(stream) ?? -1);
  }

  private trim(): void {
    const surplus = this.known.size - this.capacity;
    if (surplus <= 0) return;
    let left = surplus + this.capacity / 10;
    for (const stream of this.known.keys()) {
      if (left-- <= 0) break;
      this.known.delete(stream);
    }
  }
}
