import type { EventData, PlainEvent } from '@touchstone/contracts';
import { readState, type AppendNoted } from '@touchstone/event-store';
import { eventId } from '@touchstone/personal-data';
import { ProblemError } from '@touchstone/service-host';
import { decisionOn, type AppendParts, type Request } from './append-decision';
import { recordOf } from './read-record';
import { RuleBroken } from './rule-broken';
import { followed, type Followed } from './followed-stream';
import type { CommandAnswer } from './once';
import type { Run } from './run';
import type { KnownState, StateCache } from './state-cache';
import type { StreamKind } from './stream-kind';

export interface AtOnceParts extends AppendParts {
  readonly states: StateCache;
  /** Absent where the store cannot keep an answer beside an append. */
  readonly appendNoted?: AppendNoted | undefined;
}

/** The command is none of one append, or it appends nothing: it is carried out under a lease. */
class NotAtOnce extends Error {}

/** What a command would append, and how its stream stands afterwards. */
interface Planned {
  readonly stream: string;
  readonly events: readonly PlainEvent[];
  readonly expected: number | 'no-stream';
  readonly remember: (position: string) => void;
}

interface Attempt {
  readonly parts: AtOnceParts;
  /** Streams that were looked at as they stood some time ago, with their versions then. */
  readonly reliedOn: Map<string, number | 'no-stream'>;
  readonly planned: Planned;
}

interface PlannedRun extends Run {
  attempt(): Attempt | undefined;
}

const asRead = (data: Record<string, unknown>) => JSON.parse(JSON.stringify(data)) as Record<string, unknown>;

/** The state after events that were appended just now, as if they had been read. */
const grown = <State, Event extends EventData>(
  kind: StreamKind<State, Event>,
  { state: before, readAt }: KnownState<Followed<State>>,
  stream: string,
  first: number,
  events: readonly PlainEvent[],
  position: string,
): KnownState<Followed<State>> => {
  const { evolve } = followed(kind);
  const recorded = events.map((event, index) => {
    const place = { stream, version: first + index, position, recordedAt: event.metadata.time };
    return { ...event, data: asRead(event.data), ...place };
  });
  return { state: recorded.reduce(evolve, before), version: first + events.length - 1, readAt };
};

/** What the run under the lease is to say: a refusal, on what the streams hold. */
const isSaidLater = (error: unknown): boolean =>
  error instanceof NotAtOnce || error instanceof RuleBroken || error instanceof ProblemError;

/** A run whose append is only planned, on states as this process knows them. */
const plannedRun = (parts: AtOnceParts, request: Request): PlannedRun => {
  const { states, store, codec } = parts;
  const { now, by, rep, region } = request;
  const made = new Set<string>();
  const reliedOn: Attempt['reliedOn'] = new Map();
  let planned: Planned | undefined;

  const stateOf = async <State, Event extends EventData>(
    kind: StreamKind<State, Event>,
    id: string,
  ): Promise<KnownState<Followed<State>>> => {
    const stream = `${kind.category}-${id}`;
    const readAt = states.now();
    // What this request makes has no stream yet, unless an earlier try of it was forgotten; the append finds that out.
    if (made.has(id)) return { state: followed(kind).initial, version: 'no-stream', readAt };
    const known = states.get<Followed<State>>(stream);
    if (known) {
      reliedOn.set(stream, known.version);
      return known;
    }
    const read = { ...(await readState(store, codec, stream, followed(kind))), readAt };
    if (read.version !== 'no-stream') states.put(stream, read);
    return read;
  };

  const append: Run['append'] = async (kind, id, decide, options = {}) => {
    if (planned) throw new NotAtOnce();
    const stream = `${kind.category}-${id}`;
    const before = await stateOf(kind, id);
    const { version } = before;
    const events = decisionOn(parts, request, kind, id, decide, options)(before.state, version);
    if (events.length === 0) throw new NotAtOnce();
    const first = version === 'no-stream' ? 0 : version + 1;
    const remember = (position: string) => states.put(stream, grown(kind, before, stream, first, events, position));
    planned = { stream, events, expected: version, remember };
    return { id, version: first + events.length - 1, position: '' };
  };

  return {
    circumstances: { now, by, region, ...(rep !== undefined && { rep }) },
    idOf: (name, of = request.id) => {
      const id = eventId(of, name);
      made.add(id);
      return id;
    },
    append,
    // Whether it was done before is looked for under the lease.
    unlessDone: (_kind, _id, work) => work(),
    peek: async (kind, id) => (await stateOf(kind, id)).state.state,
    read: async (kind, id) => recordOf(request.authorise, kind, await stateOf(kind, id)),
    attempt: () => planned && { parts, reliedOn, planned },
  };
};

/** Answers as they are kept, up to the position of the last event and behind it. */
const noteOf = ({ status, body }: CommandAnswer) => {
  const text = JSON.stringify({ answer: { status, body, position: '' } });
  return { before: text.slice(0, -3), after: text.slice(-3) };
};

const stillHolds = async ({ parts, reliedOn, planned }: Attempt): Promise<boolean> => {
  const others = [...reliedOn].filter(([stream]) => stream !== planned.stream);
  if (others.length === 0) return true;
  const versions = await parts.store.versions(others.map(([stream]) => stream));
  const moved = others.filter(([stream, version]) => versions.get(stream) !== version);
  for (const [stream] of moved) parts.states.forget(stream);
  return moved.length === 0;
};

const attempts = 2;

/**
 * Carries out a command of one append and keeps its answer in the same transaction. Undefined, and nothing is done, for every
 * other outcome: the key was used before, a rule forbids it, there is nothing to append. Whoever runs it then under a lease
 * says which, on what the streams hold. `work` may run twice: it must do nothing but look and append.
 */
export const atOnce = async (
  parts: AtOnceParts,
  request: Request,
  fingerprint: () => string,
  work: (run: Run) => Promise<CommandAnswer>,
): Promise<CommandAnswer | undefined> => {
  const { appendNoted, states, codec } = parts;
  for (let attempt = 1; appendNoted && attempt <= attempts; attempt++) {
    const run = plannedRun(parts, request);
    const answer = await work(run).catch((error: unknown) => {
      if (isSaidLater(error)) return undefined;
      throw error;
    });
    const found = run.attempt();
    if (!answer || !found) return undefined;
    const { stream, events, expected, remember } = found.planned;
    if (await stillHolds(found)) {
      const note = { id: request.id, fingerprint: fingerprint(), ...noteOf(answer) };
      const appended = await appendNoted({ stream, events: await codec.seal(events), expected }, note);
      if (appended) {
        remember(appended.position);
        return { ...answer, position: appended.position };
      }
      states.forget(stream);
    }
    if (found.reliedOn.size === 0) return undefined;
  }
  return undefined;
};
