import { eventIdOf, type EventData } from '@touchstone/contracts';
import { readState } from '@touchstone/event-store';
import { problem, type Caller } from '@touchstone/service-host';
import {
  appendDecision,
  unknownRecord,
  type AppendOptions,
  type AppendParts,
  type Recorded,
  type Request,
} from './append-decision';
import { authoriser, type Authorise, type LedBy } from './authorise';
import { followed, type Owned } from './followed-stream';
import { once, type CommandAnswer, type OnceParts, type SentCommand } from './once';
import type { Circumstances, Decide, StreamKind } from './stream-kind';

export interface CommandParts extends AppendParts, OnceParts {
  readonly ledBy: LedBy;
  /** ms since the epoch. */
  readonly now: () => number;
  /** ISO 3166 country of telephone numbers without a country code. */
  readonly region?: string | undefined;
}

/** What a command of several streams works with: it appends to each of its streams once. */
export interface Run {
  readonly circumstances: Circumstances;
  /** An id for what the command makes; the same when it is repeated. */
  idOf(name: string): string;
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

/** A record as a reader gets it. */
export interface ReadRecord<State> {
  readonly state: State;
  readonly version: number;
  readonly position: string;
  readonly erased: boolean;
  readonly owners: readonly Owned[];
}

export interface Commands {
  /** A new record of a kind. */
  create<State, Event extends EventData>(
    sent: SentCommand,
    kind: StreamKind<State, Event>,
    decide: (id: string) => Decide<State, Event>,
  ): Promise<CommandAnswer>;
  /** A decision about one record, at the version of If-Match where there is one. */
  change<State, Event extends EventData>(
    sent: SentCommand,
    kind: StreamKind<State, Event>,
    id: string,
    decide: Decide<State, Event>,
  ): Promise<CommandAnswer>;
  /** A command of several streams. */
  run(sent: SentCommand, work: (run: Run) => Promise<CommandAnswer>): Promise<CommandAnswer>;
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
) => readState(store, codec, `${kind.category}-${id}`, followed(kind));

const readRecord = async <State, Event extends EventData>(
  parts: CommandParts,
  authorise: Authorise,
  kind: StreamKind<State, Event>,
  id: string,
): Promise<ReadRecord<State>> => {
  const { state: found, version } = await readStream(parts, kind, id);
  if (version === 'no-stream' || found.position === undefined) throw unknownRecord(kind.category);
  authorise(kind.ownerOf(found.state));
  return { state: found.state, version, position: found.position, erased: found.erased, owners: found.owners };
};

/** Runs commands: once for each Idempotency-Key, by those who may, on the state as it is. The same for every stream. */
export const commandHandler = (parts: CommandParts): Commands => {
  const run: Commands['run'] = async (sent, work) => {
    const authorise = await authoriser(sent.caller, 'change', parts.ledBy);
    return once(parts, sent, (requestId) => {
      const circumstances = circumstancesOf(parts, sent.caller);
      const request: Request = { ...circumstances, id: requestId, authorise, traceparent: sent.traceparent };
      return work({
        circumstances,
        idOf: (name) => eventIdOf(requestId, name),
        append: (kind, id, decide, options) => appendDecision(parts, request, kind, id, decide, options),
        read: (kind, id) => readRecord(parts, authorise, kind, id),
        peek: async (kind, id) => (await readStream(parts, kind, id)).state.state,
      });
    });
  };
  return {
    run,
    create: (sent, kind, decide) =>
      run(sent, async ({ idOf, append }) => {
        const id = idOf(kind.category);
        return answerOf(await append(kind, id, decide(id), { creates: true }), 201);
      }),
    change: (sent, kind, id, decide) => {
      const expected = expectedOf(sent.ifMatch);
      return run(sent, async ({ append }) => answerOf(await append(kind, id, decide, { expected }), 200));
    },
    read: async (caller, kind, id) => readRecord(parts, await authoriser(caller, 'see', parts.ledBy), kind, id),
  };
};
