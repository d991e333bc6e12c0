import {
  StreamNotFoundError,
  WrongExpectedVersionError,
  type BinaryEventData,
  type Credentials,
  type EventStoreDBClient,
  type RecordedEvent as Kept,
} from '@eventstore/db-client';
import { untilAnswered, type TryOptions } from './tries';

export interface KeptPage {
  readonly events: readonly Kept[];
  /** True when the server had no more. */
  readonly ended: boolean;
}

/** What the adapter asks of the server. Each call is tried again while its outcome is unknown; then StoreUnavailable. */
export interface Calls {
  /** Writes at an exact version only. The commit position is undefined where the server does not tell it. */
  write(
    stream: string,
    events: readonly BinaryEventData[],
    after: number | 'no-stream',
  ): Promise<{ readonly commit: bigint | undefined } | 'wrong-version'>;
  readStream(stream: string, from: number, count: number): Promise<KeptPage>;
  lastOf(stream: string): Promise<Kept | undefined>;
  /** Forwards; the event at the position itself comes first. */
  readAll(from: bigint | undefined, count: number): Promise<KeptPage>;
  /** Backwards from the end. */
  newest(count: number): Promise<readonly Kept[]>;
}

interface Reading extends AsyncIterable<{ event?: unknown }> {
  cancel(): Promise<void>;
}

const collect = async (reading: Reading, late: AbortSignal): Promise<Kept[]> => {
  // The client gives its reads no deadline.
  const cancel = () => void reading.cancel().catch(() => {});
  late.addEventListener('abort', cancel, { once: true });
  const events: Kept[] = [];
  for await (const { event } of reading) if (event) events.push(event as Kept);
  late.removeEventListener('abort', cancel);
  return events;
};

const orNothing = async (reading: Promise<Kept[]>): Promise<Kept[]> => {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
};

const reads = (client: EventStoreDBClient, options: TryOptions): Omit<Calls, 'write'> => ({
  readStream: async (stream, from, count) => {
    const events = await untilAnswered(options, (late) =>
      orNothing(collect(client.readStream(stream, { fromRevision: BigInt(from), maxCount: count }), late)),
    );
    return { events, ended: events.length < count };
  },
  lastOf: async (stream) => {
    const last = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const;
    const [event] = await untilAnswered(options, (late) => orNothing(collect(client.readStream(stream, last), late)));
    return event;
  },
  readAll: async (from, count) => {
    const fromPosition = from === undefined ? ('start' as const) : { commit: from, prepare: from };
    const events = await untilAnswered(options, (late) =>
      collect(client.readAll({ fromPosition, maxCount: count }), late),
    );
    return { events, ended: events.length < count };
  },
  newest: (count) => {
    const last = { direction: 'backwards', fromPosition: 'end', maxCount: count } as const;
    return untilAnswered(options, (late) => collect(client.readAll(last), late));
  },
});

export const callsOf = (client: EventStoreDBClient, credentials: Credentials, options: TryOptions): Calls => ({
  ...reads(client, options),
  write: async (stream, events, after) => {
    const expectedRevision = after === 'no-stream' ? ('no_stream' as const) : BigInt(after);
    // Credentials of the call, the same as those of the client, keep it away from its batch append: that has no deadline,
    // shares one table of calls between all clients of the process, and dies of an answer that comes late
    // (KurrentDB-Client-NodeJS, issue 523).
    const call = { expectedRevision, credentials, deadline: options.deadlineMs };
    try {
      const written = await untilAnswered(options, () => client.appendToStream(stream, [...events], call));
      return { commit: written.position?.commit };
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return 'wrong-version';
      throw error;
    }
  },
});
