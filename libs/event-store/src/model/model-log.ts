import type { RecordedEvent } from '@touchstone/contracts';
import { repeatedIds } from '../check-append';
import type { Append, AppendResult, Position } from '../port';

const isExpected = ({ expected }: Append, length: number): boolean => {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return length > 0;
  return length === (expected === 'no-stream' ? 0 : expected + 1);
};

/** One list of events: the whole state of the model. */
export class ModelLog {
  readonly events: RecordedEvent[] = [];

  constructor(private readonly now: () => Date) {}

  get end(): Position {
    return this.events.at(-1)?.position ?? '';
  }

  ofStream(stream: string): RecordedEvent[] {
    return this.events.filter((event) => event.stream === stream);
  }

  append(append: Append): AppendResult {
    const { stream, events } = append;
    const repeated = repeatedIds(events);
    if (repeated.length > 0) return { status: 'id-clash', ids: repeated };
    const known = this.events.filter(({ id }) => events.some((event) => event.id === id));
    if (known.length > 0) return this.judgeKnown(append, known);
    const length = this.ofStream(stream).length;
    if (!isExpected(append, length)) return { status: 'conflict', actual: length === 0 ? 'no-stream' : length - 1 };
    for (const { id, type, schemaVersion, data, metadata } of events)
      this.events.push({
        ...{ id, type, schemaVersion, data, metadata: structuredClone(metadata), stream },
        version: this.ofStream(stream).length,
        position: String(this.events.length + 1).padStart(16, '0'),
        recordedAt: this.now().toISOString(),
      });
    return { status: 'appended', version: length + events.length - 1, position: this.end };
  }

  private judgeKnown({ stream, events, expected }: Append, known: readonly RecordedEvent[]): AppendResult {
    const here = this.ofStream(stream);
    const versions = events.map(({ id }) => here.find((event) => event.id === id)?.version ?? -1);
    const first = expected === 'no-stream' ? 0 : typeof expected === 'number' ? expected + 1 : undefined;
    const inOrder = versions.every((version, index) =>
      first === undefined ? version > (versions[index - 1] ?? -1) : version === first + index,
    );
    const last = here.find(({ version }) => version === versions.at(-1));
    if (!inOrder || !last) return { status: 'id-clash', ids: known.map(({ id }) => id) };
    return { status: 'duplicate', version: last.version, position: last.position };
  }
}
