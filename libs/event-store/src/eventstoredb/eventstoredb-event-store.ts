import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, type Credentials } from '@eventstore/db-client';
import { checkAppend } from '../check-append';
import { EventIdClash, StoreUnavailable, VersionConflict } from '../errors';
import { follower } from '../follower';
import type { EventStore } from '../port';
import { AppendBell } from './append-bell';
import { Appender } from './appender';
import { callsOf } from './calls';
import { orderReader } from './order-reader';
import { shareOf } from './position';
import { streamReader } from './stream-reader';
import { Watermarks } from './watermarks';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=...` or `esdb+discover://...`. */
  readonly url: string;
  /** Milliseconds until a call without an answer counts as lost, and is made again with the same ids. */
  readonly deadlineMs?: number;
  readonly tries?: number;
  /** What the server takes in one write: 1 MiB unless it is configured otherwise. */
  readonly maxWriteBytes?: number;
  /** Ids of streams that are kept in memory, about 150 bytes each. */
  readonly knownIds?: number;
  /** Stream that notes how far the log was at which time. */
  readonly watermarkStream?: string;
}

const credentialsOf = (url: string): Credentials => {
  const [, username = 'nobody', password = 'nothing'] = /^esdb(?:\+discover)?:\/\/([^:/@]+):([^@]+)@/.exec(url) ?? [];
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
};

/** A follower is there for ever: it waits for a server that is away. */
const patient =
  (readAll: EventStore['readAll'], stopped: () => boolean): EventStore['readAll'] =>
  async (options) => {
    for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
      try {
        return await readAll(options);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || stopped()) throw error;
        await sleep(pause, undefined, { ref: false });
      }
    }
  };

/**
 * EventStoreDB (KurrentDB) from 22.6 on. It promises what the port does, except that an id is known within its stream only,
 * and that an append beyond `maxWriteBytes` is written in several steps (decision 0050).
 */
export const eventStoreDbEventStore = async ({
  url,
  deadlineMs = 10_000,
  tries = 5,
  maxWriteBytes = 1 << 20,
  knownIds = 200_000,
  watermarkStream = 'touchstone_watermarks',
}: EventStoreDbOptions): Promise<EventStore> => {
  const client = EventStoreDBClient.connectionString(url);
  const calls = callsOf(client, credentialsOf(url), { deadlineMs, tries });
  const bell = new AppendBell(client);
  const appender = new Appender(calls, { maxWriteBytes, knownIds }, () => bell.ring());
  const watermarks = new Watermarks(calls, watermarkStream);
  const order = orderReader(calls, watermarkStream);
  let closed = false;

  return {
    ...order,
    ...streamReader(calls),
    append: async (stream, events, expected) => {
      checkAppend({ stream, events, expected });
      const result = await appender.append({ stream, events, expected });
      if (result.status === 'conflict') throw new VersionConflict(stream, expected, result.actual);
      if (result.status === 'id-clash') throw new EventIdClash(stream, result.ids);
      return { version: result.version, position: result.position };
    },
    appendMany: async (appends) => {
      appends.forEach(checkAppend);
      return Promise.all(appends.map((append) => appender.append(append)));
    },
    follow: (options) => {
      const stopped = (): boolean => closed || options.signal.aborted;
      return follower(patient(order.readAll, stopped), bell)(options);
    },
    positionAt: (time) => watermarks.at(time),
    share: shareOf,
    close: async () => {
      closed = true;
      await watermarks.close();
      await bell.close();
      await client.dispose();
    },
  };
};
