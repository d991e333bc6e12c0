import { happenedAt, type EventCodec, type EventData, type PlainEvent } from '@touchstone/contracts';
import { decideAndAppend, type EventStore, type StreamState } from '@touchstone/event-store';
import { eventId, type Identify } from '@touchstone/personal-data';
import { problem } from '@touchstone/service-host';
import type { Authorise } from './authorise';
import { followed, laterOf, type Followed } from './followed-stream';
import { participantsOf } from './participants';
import { RuleBroken } from './rule-broken';
import type { Circumstances, Decide, StreamKind } from './stream-kind';

/** Name of the service in the metadata of its events, and of its relay. */
export const source = 'sales-automation';
/** Key of the department's own store in a freshness token. */
export const storeName = 'sales';

export interface AppendParts {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly identify: Identify;
}

/** The request whose command it is. */
export interface Request extends Circumstances {
  readonly id: string;
  readonly authorise: Authorise;
  readonly traceparent?: string | undefined;
}

export interface AppendOptions {
  /** The command makes the record. */
  readonly creates?: boolean;
  /** Version that the caller saw last. */
  readonly expected?: number | undefined;
  /** Refuses when the record is there already, and was not made by this very request. */
  readonly taken?: RuleBroken;
  /** Names a further append to a stream to which the command has appended already. */
  readonly further?: string;
}

/** How a stream stands: as it was read a moment ago, or as it must be; where that is wrong, it is read and decided again. */
export interface Known<State> {
  readonly followed: StreamState<Followed<State>>;
  /** It was not read: an id that this request makes has no events yet, unless an earlier try of it was forgotten. */
  readonly assumed: boolean;
}

/** A record after a command. */
export interface Recorded {
  readonly id: string;
  readonly version: number;
  readonly position: string;
}

export const unknownRecord = (category: string) =>
  problem(404, `There is no ${category.replaceAll('_', ' ')} with this id.`, { slug: `unknown-${category}` });

/** Refuses what a reader has not seen as it is now, and what nobody can read any more. */
export const assertChangeable = (
  erased: boolean,
  version: number | 'no-stream',
  expected: number | undefined,
): void => {
  if (expected !== undefined && expected !== version) throw stale(expected, version);
  if (erased) throw new RuleBroken('person-erased', 'The person was erased: nothing more is recorded about this.');
};

const stale = (expected: number, version: number | 'no-stream') =>
  problem(412, 'The record has changed since you read it: read it again and decide again.', {
    slug: 'stale-version',
    rule: 'stale-version',
    expected,
    actual: version,
  });

/** Events in the envelope: ids that a repeated request makes again, and those whom the state names. */
const enveloped = <State, Event extends EventData>(
  { identify }: AppendParts,
  { id: requestId, now, region, traceparent }: Request,
  kind: StreamKind<State, Event>,
  stream: string,
  before: State,
  events: readonly Event[],
): { events: PlainEvent[]; after: State } => {
  let after = before;
  const stamped = events.map((event, index) => {
    after = kind.evolve(after, event);
    const participants = participantsOf(event.type, kind.concerned(after), identify, region);
    const time = happenedAt(event) ?? now;
    const metadata = { source, time, participants, causationId: requestId, ...(traceparent && { traceparent }) };
    return { ...event, id: eventId(requestId, `${stream}\n${index}`), metadata };
  });
  return { events: stamped, after };
};

/** What a request decides about a stream as it stands; no events where it was carried out before. Throws RuleBroken, and problems (403, 404, 412). */
export const decisionOn =
  <State, Event extends EventData>(
    parts: AppendParts,
    request: Request,
    kind: StreamKind<State, Event>,
    id: string,
    decide: Decide<State, Event>,
    { creates = false, expected, taken }: AppendOptions,
  ) =>
  (found: Followed<State>, version: number | 'no-stream'): readonly PlainEvent[] => {
    if (found.done) return [];
    if (taken && version !== 'no-stream') throw taken;
    if (version === 'no-stream' && !creates) throw unknownRecord(kind.category);
    if (version !== 'no-stream') request.authorise(kind.ownerOf(found.state));
    assertChangeable(found.erased, version, expected);
    // By a clock that lags behind another process's, it would lie before what it was decided on, and change nothing.
    const dated = { ...request, now: laterOf(request.now, found.latest) };
    const decided = decide(found.state, dated);
    const { events, after } = enveloped(parts, dated, kind, `${kind.category}-${id}`, found.state, decided);
    // A rep makes records of his own; a manager gives them to whom he likes.
    if (version === 'no-stream' && request.rep !== undefined) request.authorise(kind.ownerOf(after));
    return events;
  };

/**
 * Decides on the state of one stream and appends; decides again when others appended meanwhile. A request that was carried
 * out before appends nothing and answers the same. Throws RuleBroken, and problems (403, 404, 412).
 */
export const appendDecision = async <State, Event extends EventData>(
  parts: AppendParts,
  request: Request,
  kind: StreamKind<State, Event>,
  id: string,
  decide: Decide<State, Event>,
  options: AppendOptions = {},
  known?: Known<State>,
): Promise<Recorded> => {
  const judge = decisionOn(parts, request, kind, id, decide, options);
  const decideOn = (start?: StreamState<Followed<State>>) =>
    decideAndAppend(parts.store, parts.codec, `${kind.category}-${id}`, followed(kind, request.id), judge, start);
  const { before, version, position } = await decideOn(known?.followed).catch((error: unknown) => {
    if (known?.assumed) return decideOn();
    throw error;
  });
  if (before.done) return { id, ...before.done };
  if (version === 'no-stream') throw unknownRecord(kind.category);
  return { id, version, position: position ?? (before.position as string) };
};
