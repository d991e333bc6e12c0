import {
  customerIdOf,
  customerStream,
  encodeParticipant,
  identityErased,
  identityStream,
  interactionRecorded,
  orderCancelled,
  orderCompleted,
  orderRefunded,
  type EventData,
  type IdentifierType,
  type Participant,
  type PlainEvent,
  type Role,
} from '@touchstone/contracts';
import { postgresEventStore, startOfStore, type EventStore } from '@touchstone/event-store';
import { eventCodec, identityHasher, openVault, type SealingCodec, type Vault } from '@touchstone/personal-data';
import { runProjections, type RunningProjections, type RunOptions } from '@touchstone/subscriptions';
import { forgettingCodec } from '../forgetting-codec';
import { liveProjections } from '../live-projections';

const identityOf = identityHasher(Buffer.alloc(32, 1));
const wrappingKey = Buffer.alloc(32, 2);
const source = '11111111-1111-4111-8111-111111111111';

export interface Name {
  readonly type: IdentifierType;
  readonly value: string;
}
export const identityFor = ({ type, value }: Name): string => identityOf(type, value);
export const email = (value: string): Name => ({ type: 'email', value: `${value}@example.com` });
export const user = (value: string): Name => ({ type: 'user_id', value });

const participant = (name: Name, role: Role = 'subject'): Participant => ({
  role,
  type: name.type,
  identity: identityFor(name),
});

type EventInput = Parameters<typeof interactionRecorded>[0];

export interface Told {
  readonly names: readonly Name[];
  readonly organisation?: Name;
  /** Minutes since the start of 2026. */
  readonly at: number;
  readonly id?: string;
  readonly traits?: Record<string, unknown>;
  readonly organisationTraits?: Record<string, unknown>;
  readonly order?: {
    id: string;
    amount: string;
    kind: 'completed' | 'refunded' | 'cancelled';
    currency?: string;
    whole?: true;
  };
  /** Further fields of an interaction: meaning, money, conversation and the like. */
  readonly more?: Partial<EventInput>;
}

export const timeOf = (minutes: number): string => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();

const orderTypes = { completed: orderCompleted, refunded: orderRefunded, cancelled: orderCancelled };

const dataOf = ({ names, organisation, traits, organisationTraits, order, more }: Told): EventData => {
  const touchpoint = {
    kind: order ? ('track' as const) : ('identify' as const),
    channel: 'web' as const,
    name: order ? `Order ${order.kind}` : undefined,
    identifiers: [...names],
    traits: traits as never,
    properties: { page: 'plain' },
    organisation: organisation && { identifiers: [organisation], traits: organisationTraits as never },
  };
  if (!order) return interactionRecorded({ ...touchpoint, ...more }) as EventData;
  const { id, amount, kind, currency = 'EUR', whole } = order;
  return orderTypes[kind]({
    ...touchpoint,
    orderSource: source,
    orderId: id,
    amount,
    currency,
    lines: [],
    ...(whole && { whole }),
  }) as EventData;
};

/** A touchpoint as the gateway would make it. */
export const touchpoint = (told: Told): PlainEvent => ({
  ...dataOf(told),
  id: told.id ?? crypto.randomUUID(),
  metadata: {
    source,
    time: timeOf(told.at),
    participants: [
      ...told.names.map((name) => participant(name)),
      ...(told.organisation ? [participant(told.organisation, 'organisation')] : []),
    ].map(encodeParticipant),
  },
});

export const plainEvent = (data: unknown, at = 0): PlainEvent => ({
  ...(data as EventData),
  id: crypto.randomUUID(),
  metadata: { source: 'repository', time: timeOf(at), participants: [] },
});

/** A database of its own, as `testDatabase()` makes it. */
export interface TestServer {
  readonly url: string;
  readonly pool: RunOptions['pool'];
  drop(): Promise<void>;
}
/** `eventually` of the test helpers. */
export type Wait = <Value>(
  description: string,
  read: () => Promise<Value>,
  fits: (value: Value) => boolean,
) => Promise<Value>;

export interface Road {
  readonly log: TestServer;
  readonly read: TestServer;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly codec: SealingCodec;
  /** Facts that could not be folded, with the reason. */
  readonly spoiled: readonly string[];
  append(stream: string, events: readonly PlainEvent[]): Promise<string>;
  /** The position of the last append. `store.head()` may still be before it: other databases of the server hold finality back. */
  end(): string;
  tell(...told: Told[]): Promise<string>;
  decide(customerId: string, data: unknown): Promise<string>;
  /** Deletes the keys and records it, as an erasure does. */
  erase(...names: Name[]): Promise<string>;
  run(options?: Partial<RunOptions>): Promise<RunningProjections>;
  /** Waits until every slot passed the position. */
  passed(running: RunningProjections, position: string): Promise<void>;
  close(): Promise<void>;
}

const appending = (store: EventStore, codec: SealingCodec): Pick<Road, 'append' | 'end'> => {
  let end = startOfStore;
  return {
    append: async (stream, events) => {
      const { position } = await store.append(stream, await codec.seal(events), 'any');
      if (position > end) end = position;
      return position;
    },
    end: () => end,
  };
};

/** Store, keys and read server of one test, with real servers below. */
export const openRoad = async (log: TestServer, read: TestServer, eventually: Wait): Promise<Road> => {
  const store = await postgresEventStore({ pool: log.pool });
  const vault = await openVault({ pool: log.pool, wrappingKey });
  const codec = eventCodec(vault);
  const spoiled: string[] = [];
  const { append, end } = appending(store, codec);

  return {
    log,
    read,
    store,
    vault,
    codec,
    spoiled,
    append,
    end,
    async tell(...told) {
      let position = '';
      for (const one of told)
        position = await append(identityStream(identityFor(one.names[0] as Name)), [touchpoint(one)]);
      return position;
    },
    decide: (customerId, data) => append(customerStream(customerId), [plainEvent(data)]),
    async erase(...names) {
      let position = '';
      const destroyed = await vault.destroyKeys(names.map(identityFor));
      for (const { identity, generation } of destroyed)
        position = await append(identityStream(identity), [
          plainEvent(identityErased({ erasureId: crypto.randomUUID(), identity, generation })),
        ]);
      return position;
    },
    run: (options = {}) =>
      runProjections({
        store,
        codec: forgettingCodec(codec, vault),
        pool: read.pool,
        projections: liveProjections(identityOf),
        owner: crypto.randomUUID(),
        observer: { spoiled: (_, eventId, reason) => spoiled.push(`${eventId} ${reason}`) },
        ...options,
      }),
    async passed(running, position) {
      const all = async () => Object.values((await running.progress()).slots).flatMap((slots) => Object.values(slots));
      await eventually(
        'every slot has passed',
        all,
        (slots) => slots.length > 0 && slots.every((at) => at >= position),
      );
    },
    async close() {
      await store.close();
      await vault.close();
      await Promise.all([log.drop(), read.drop()]);
    },
  };
};

/** The id of the customer that a lone identity is. */
export const customerOf = (name: Name): string => customerIdOf(identityFor(name));
