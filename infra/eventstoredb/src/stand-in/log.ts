/** An event as the server keeps it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly stream: string;
  readonly revision: bigint;
  /** Commit and prepare position are the same for an event that was written with its own commit. */
  readonly position: bigint;
  /** 100 ns since 1970. */
  readonly created: bigint;
}
export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type Expected = bigint | 'any' | 'no-stream' | 'stream-exists';

export type Outcome =
  | { readonly kind: 'appended' | 'already-appended'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrong-version'; readonly current: bigint | undefined }
  | { readonly kind: 'too-large' };

const sizeOf = ({ type, data, metadata }: ProposedEvent): number => type.length + data.length + metadata.length;

/**
 * The transaction log in memory, with the server's rules of idempotency (KurrentDB, IndexWriter.CheckCommit): ids are compared
 * on disk at the numbers that an exact version implies, and only in a cache of recent ids otherwise. Payloads never are.
 */
export class Log {
  readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private recent = new Map<string, StoredEvent>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly maxAppendBytes: number) {
    // A real log is never empty, and its positions are not numbers of events.
    this.write('$settings', [
      {
        id: crypto.randomUUID(),
        type: '$settings',
        contentType: 'application/json',
        data: encode('{}'),
        metadata: encode(''),
      },
    ]);
  }

  stream(name: string): readonly StoredEvent[] {
    return this.streams.get(name) ?? [];
  }

  /** What a restart loses. */
  forgetRecentIds(): void {
    this.recent = new Map();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  append(name: string, expected: Expected, proposed: readonly ProposedEvent[]): Outcome {
    if (proposed.reduce((sum, event) => sum + sizeOf(event), 0) > this.maxAppendBytes) return { kind: 'too-large' };
    const stream = this.stream(name);
    const current = stream.at(-1)?.revision;
    const known = this.known(stream, expected, proposed);
    if (known === 'corrupted') return { kind: 'wrong-version', current };
    if (known) return { kind: 'already-appended', revision: known.revision, position: known.position };
    const fits =
      expected === 'any' ||
      (expected === 'stream-exists'
        ? current !== undefined
        : expected === 'no-stream'
          ? current === undefined
          : current === expected);
    if (!fits) return { kind: 'wrong-version', current };
    const last = this.write(name, proposed);
    return { kind: 'appended', revision: last.revision, position: last.position };
  }

  /** The last of the events, when the server takes them for ones that it has. */
  private known(
    stream: readonly StoredEvent[],
    expected: Expected,
    proposed: readonly ProposedEvent[],
  ): StoredEvent | 'corrupted' | undefined {
    const weak = expected === 'any' || expected === 'stream-exists';
    const first = weak
      ? this.recent.get(proposed[0]?.id ?? '')?.revision
      : expected === 'no-stream'
        ? 0n
        : expected + 1n;
    if (first === undefined) return undefined;
    const there = proposed.map((_, index) => stream[Number(first) + index]);
    if (there[0]?.id !== proposed[0]?.id) return undefined;
    const same = there.every((event, index) => event?.id === proposed[index]?.id);
    return same ? there.at(-1) : 'corrupted';
  }

  private write(name: string, proposed: readonly ProposedEvent[]): StoredEvent {
    const stream = this.streams.get(name) ?? [];
    this.streams.set(name, stream);
    for (const event of proposed) {
      const before = this.events.at(-1);
      const position = before ? before.position + BigInt(64 + sizeOf(before)) : 2_113n;
      const stored = {
        ...event,
        stream: name,
        revision: BigInt(stream.length),
        position,
        created: BigInt(Date.now()) * 10_000n,
      };
      stream.push(stored);
      this.events.push(stored);
      this.recent.set(event.id, stored);
    }
    for (const watcher of this.watchers) watcher();
    return stream.at(-1) as StoredEvent;
  }
}

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
