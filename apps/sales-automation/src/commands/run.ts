import type { EventData } from '@touchstone/contracts';
import type { AppendOptions, Recorded } from './append-decision';
import type { ReadRecord } from './read-record';
import type { Circumstances, Decide, StreamKind } from './stream-kind';

/** What the work of a command is given: it appends to each of its streams once, unless it names what comes further. */
export interface Run {
  readonly circumstances: Circumstances;
  /** An id for what the command makes; the same when it is repeated, and with `of` for every command that makes it of that record. */
  idOf(name: string, of?: string): string;
  /**
   * The work that ends in events of this record or, where it cannot be done (again), what an earlier try of this request
   * recorded there: what has happened since does not refuse it any more.
   */
  unlessDone<State, Event extends EventData>(
    kind: StreamKind<State, Event>,
    id: string,
    work: () => Promise<Recorded>,
  ): Promise<Recorded>;
  append<State, Event extends EventData>(
    kind: StreamKind<State, Event>,
    id: string,
    decide: Decide<State, Event>,
    options?: AppendOptions,
  ): Promise<Recorded>;
  /** The state of a record, whoever owns it; the initial one where there is none. */
  peek<State, Event extends EventData>(kind: StreamKind<State, Event>, id: string): Promise<State>;
  /** A record that the caller may change. Throws problems (403, 404). */
  read<State, Event extends EventData>(kind: StreamKind<State, Event>, id: string): Promise<ReadRecord<State>>;
}
