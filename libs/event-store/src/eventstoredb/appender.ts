import { MaxAppendSizeExceededError } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import { repeatedIds } from '../check-append';
import { StoreUnavailable } from '../errors';
import type { Append, AppendResult, Position } from '../port';
import type { Calls } from './calls';
import { cutIntoWrites } from './cut';
import { KnownStream } from './known-stream';
import { encodePosition, placeOf } from './position';
import { toWrite } from './recorded-event';

export interface AppenderOptions {
  /** What the server takes in one write. */
  readonly maxWriteBytes: number;
  /** Ids of streams that are kept in memory. */
  readonly knownIds: number;
}

const readEvents = 1_000;
/** Writers of other processes at the same stream, each of whom may come first. */
const races = 50;

/** Appends at exact versions only, whatever the caller expects: only there does the server keep its promises after a restart. */
export class Appender {
  private readonly known: LRUCache<string, KnownStream>;
  private readonly queues = new Map<string, Promise<unknown>>();
  private maxWriteBytes: number;

  constructor(
    private readonly calls: Calls,
    { maxWriteBytes, knownIds }: AppenderOptions,
    private readonly appended: () => void,
  ) {
    this.maxWriteBytes = maxWriteBytes;
    this.known = new LRUCache({ maxSize: knownIds, sizeCalculation: ({ size }) => size });
  }

  /** Appends to one stream happen in the order of their calls. */
  append(append: Append): Promise<AppendResult> {
    const { stream } = append;
    const run = (): Promise<AppendResult> => this.appendNow(append);
    const before = this.queues.get(stream) ?? Promise.resolve();
    const now = before.then(run, run);
    this.queues.set(stream, now);
    const done = (): void => {
      if (this.queues.get(stream) === now) this.queues.delete(stream);
    };
    now.then(done, done);
    return now;
  }

  private async appendNow(append: Append): Promise<AppendResult> {
    const repeated = repeatedIds(append.events);
    if (repeated.length > 0) return { status: 'id-clash', ids: repeated };
    cutIntoWrites(append.events, this.maxWriteBytes);
    // A stream that should not exist is read only when it does.
    let known = this.known.get(append.stream);
    let fresh = false;
    if (!known && append.expected !== 'no-stream') [known, fresh] = [await this.read(append.stream), true];
    known ??= new KnownStream();
    for (let race = 0; race < races; race++) {
      const result = await this.attempt(append, known, fresh);
      if (result) return result;
      [known, fresh] = [await this.read(append.stream, known), true];
    }
    throw new StoreUnavailable(new Error(`Other writers were ${races} times faster at this stream.`));
  }

  /** Undefined when more of the stream has to be known first. */
  private async attempt(append: Append, known: KnownStream, fresh: boolean): Promise<AppendResult | undefined> {
    const judged = known.judge(append);
    if (judged?.kind === 'id-clash') return fresh ? { status: 'id-clash', ids: judged.ids } : undefined;
    if (judged?.kind === 'duplicate')
      return {
        status: 'duplicate',
        version: judged.version,
        position: await this.positionOf(append.stream, judged.version),
      };
    if (judged) return this.write(append.stream, judged.rest, known);
    if (!known.meets(append)) return fresh ? { status: 'conflict', actual: known.actual } : undefined;
    return this.write(append.stream, append.events, known);
  }

  private async write(stream: string, events: Append['events'], known: KnownStream): Promise<AppendResult | undefined> {
    let left = events.length;
    let commit: bigint | undefined;
    for (const part of cutIntoWrites(events, this.maxWriteBytes)) {
      left -= part.length;
      const writes = part.map((event, index) =>
        toWrite(event, left > 0 && index === part.length - 1 ? left : undefined),
      );
      const written = await this.calls.write(stream, writes, known.actual).catch((error: unknown) => {
        this.known.delete(stream); // whether it took place is unknown
        if (!this.learnsLimit(error)) throw error;
        return 'too-large' as const;
      });
      if (written === 'wrong-version' || written === 'too-large') return undefined;
      for (const [index, { id }] of part.entries())
        known.add(id, known.version + 1, index === part.length - 1 ? left : 0);
      this.keep(stream, known);
      commit = written.commit;
    }
    this.appended();
    const position = commit === undefined ? await this.positionOf(stream, known.version) : encodePosition(commit);
    return { status: 'appended', version: known.version, position };
  }

  /** Whether the server takes less in one write than was thought: it says how much. */
  private learnsLimit(error: unknown): boolean {
    if (!(error instanceof MaxAppendSizeExceededError) || error.maxAppendSize >= this.maxWriteBytes) return false;
    this.maxWriteBytes = error.maxAppendSize;
    return true;
  }

  private async read(stream: string, known = new KnownStream()): Promise<KnownStream> {
    for (;;) {
      const { events, ended } = await this.calls.readStream(stream, known.version + 1, readEvents);
      known.learn(events);
      if (ended) break;
    }
    this.keep(stream, known);
    return known;
  }

  private keep(stream: string, known: KnownStream): void {
    this.known.delete(stream); // the cache asks a value for its size once
    this.known.set(stream, known);
  }

  private async positionOf(stream: string, version: number): Promise<Position> {
    const { events } = await this.calls.readStream(stream, version, 1);
    const [event] = events;
    if (!event) throw new StoreUnavailable(new Error('The stream ended before an event that was in it.'));
    return placeOf(event);
  }
}
