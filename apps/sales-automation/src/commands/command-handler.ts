import type { EventData } from '@touchstone/contracts';
import { readState, type StreamState } from '@touchstone/event-store';
import { eventId } from '@touchstone/personal-data';
import { problem, type Caller } from '@touchstone/service-host';
import { appendDecision, type Known, type Recorded, type Request } from './append-decision';
import { atOnce, type AtOnceParts } from './at-once';
import { authoriser, type LedBy } from './authorise';
import { followed, type Followed } from './followed-stream';
import { once, requestIdOf, type CommandAnswer, type OnceParts, type SentCommand } from './once';
import { recordOf, type ReadRecord } from './read-record';
import type { Run } from './run';
import type { Circumstances, Decide, StreamKind } from './stream-kind';

export interface CommandParts extends AtOnceParts, OnceParts {
  readonly ledBy: LedBy;
  /** ms since the epoch. */
  readonly now: () => number;
  /** ISO 3166 country of telephone numbers without a country code. */
  readonly region?: string | undefined;
}

type Work = (run: Run) => Promise<CommandAnswer>;

export interface Commands {
  /** A new record of a kind. */
  create<State, Event extends EventData>(
    sent: SentCommand,
    kind: StreamKind<State, Event>,
    decide: (id: string) => Decide<State, Event>,
    /** What else has to hold. Throws. */
    check?: (run: Run) => Promise<void>,
  ): Promise<CommandAnswer>;
  /** A decision about one record, at the version of If-Match where there is one. */
  change<State, Event extends EventData>(
    sent: SentCommand,
    kind: StreamKind<State, Event>,
    id: string,
    decide: Decide<State, Event>,
  ): Promise<CommandAnswer>;
  /** A decision that looks at other records too. `work` may run more than once, so it does nothing but look and append. */
  run(sent: SentCommand, work: Work): Promise<CommandAnswer>;
  /** A command of several streams, or one that does more than append. */
  runLeased(sent: SentCommand, work: Work): Promise<CommandAnswer>;
  /** Throws problems (403, 404). */
  read<State, Event extends EventData>(
    caller: Caller,
    kind: StreamKind<State, Event>,
    id: string,
  ): Promise<ReadRecord<State>>;
}

/** Version that If-Match names; undefined when any will do. */
export const expectedOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, version] = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch) ?? [];
  if (version === undefined)
    throw problem(400, 'If-Match takes the ETag of the record as it was answered, such as "3".', {
      slug: 'invalid-request',
    });
  return Number(version);
};

export const answerOf = ({ id, version, position }: Recorded, status: 200 | 201, more: object = {}): CommandAnswer => ({
  status,
  body: { id, version, ...more },
  position,
});

const actorOf = ({ person, id }: Caller): string => person ?? `key:${id}`;

const circumstancesOf = ({ now, region }: CommandParts, caller: Caller): Circumstances => ({
  now: new Date(now()).toISOString(),
  by: actorOf(caller),
  region,
  ...(caller.role === 'rep' && { rep: caller.person }),
});

const readStream = <State, Event extends EventData>(
  { store, codec }: CommandParts,
  kind: StreamKind<State, Event>,
  id: string,
  requestId?: string,
) => readState(store, codec, `${kind.category}-${id}`, followed(kind, requestId));

/** What a command reads of a stream it decides on too; what it makes has no stream yet. */
const runOf = (parts: CommandParts, circumstances: Circumstances, request: Request, isFirst: boolean): Run => {
  const read = new Map<string, unknown>();
  const made = new Set<string>();
  const readOnce = async <State, Event extends EventData>(kind: StreamKind<State, Event>, id: string) => {
    const state = await readStream(parts, kind, id, request.id);
    read.set(`${kind.category}-${id}`, state);
    return state;
  };
  const knownOf = <State, Event extends EventData>(
    kind: StreamKind<State, Event>,
    id: string,
  ): Known<State> | undefined => {
    // One category, one kind: what stands here was read by the same kind.
    const state = read.get(`${kind.category}-${id}`) as StreamState<Followed<State>> | undefined;
    if (state) return { followed: state, assumed: false };
    if (!isFirst || !made.has(id)) return undefined;
    return { followed: { state: followed(kind).initial, version: 'no-stream' }, assumed: true };
  };
  return {
    circumstances,
    idOf: (name, of = request.id) => {
      const id = eventId(of, name);
      made.add(id);
      return id;
    },
    append: (kind, id, decide, options) => {
      if (options?.further === undefined)
        return appendDecision(parts, request, kind, id, decide, options, knownOf(kind, id));
      const further = { ...request, id: eventId(request.id, options.further) };
      return appendDecision(parts, further, kind, id, decide, options);
    },
    unlessDone: async (kind, id, work) => {
      try {
        return await work();
      } catch (error) {
        const { done } = (await readStream(parts, kind, id, request.id)).state;
        if (done) return { id, ...done };
        throw error;
      }
    },
    read: async (kind, id) => recordOf(request.authorise, kind, await readOnce(kind, id)),
    peek: async (kind, id) => (await readOnce(kind, id)).state.state,
  };
};

/** Runs commands: once for each Idempotency-Key, by those who may, on the state as it is. The same for every stream. */
export const commandHandler = (parts: CommandParts): Commands => {
  const requestOf = async (sent: SentCommand): Promise<Request> => {
    const authorise = await authoriser(sent.caller, 'change', parts.ledBy);
    const circumstances = circumstancesOf(parts, sent.caller);
    return { ...circumstances, id: requestIdOf(sent), authorise, traceparent: sent.traceparent };
  };
  const leased = (sent: SentCommand, request: Request, work: Work) =>
    once(parts, sent, request.id, (isFirst) => {
      const circumstances = circumstancesOf(parts, sent.caller);
      return work(runOf(parts, circumstances, { ...request, ...circumstances }, isFirst));
    });
  const run: Commands['run'] = async (sent, work) => {
    const request = await requestOf(sent);
    const answer = await atOnce(parts, request, () => parts.fingerprint(sent.payload), work).catch((error: unknown) => {
      parts.onCommand?.('failed');
      throw error;
    });
    if (!answer) return leased(sent, request, work);
    parts.atCrashPoint('command.recorded');
    parts.onCommand?.('done');
    return answer;
  };
  return {
    run,
    runLeased: async (sent, work) => leased(sent, await requestOf(sent), work),
    create: (sent, kind, decide, check = async () => {}) =>
      run(sent, async (one) => {
        const id = one.idOf(kind.category);
        const work = async () => {
          await check(one);
          return one.append(kind, id, decide(id), { creates: true });
        };
        return answerOf(await one.unlessDone(kind, id, work), 201);
      }),
    change: (sent, kind, id, decide) => {
      const expected = expectedOf(sent.ifMatch);
      return run(sent, async ({ append }) => answerOf(await append(kind, id, decide, { expected }), 200));
    },
    read: async (caller, kind, id) => {
      const authorise = await authoriser(caller, 'see', parts.ledBy);
      return recordOf(authorise, kind, await readStream(parts, kind, id));
    },
  };
};
