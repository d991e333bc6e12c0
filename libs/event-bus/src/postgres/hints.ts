import { Client, type ClientConfig } from 'pg';
import { backoff } from '../backoff';
import type { BusDatabase } from './database';

/** What NOTIFY tells: new messages, a change in a group, a repair written for a group. Missing one costs a poll, no more. */
export type Hint = 'messages' | `group ${string}` | `repair ${string}`;

export interface Hints {
  /** Told to every process, this one included; messages at most once in 50 ms. */
  send(hint: Hint): void;
  listen(onHint: (hint: Hint) => void): () => void;
  close(): Promise<void>;
}

const quietMs = 50;

export const openHints = (database: BusDatabase): Hints => {
  const channel = `touchstone_${database.schema}`;
  const listeners = new Set<(hint: Hint) => void>();
  const pending = new Set<Hint>();
  let timer: NodeJS.Timeout | undefined;
  let sentAt = -Infinity;
  let ear: Ear | undefined;

  const tell = (hint: Hint) => listeners.forEach((listener) => listener(hint));
  const flush = () => {
    timer = undefined;
    sentAt = performance.now();
    const told = [...pending];
    pending.clear();
    // Never in the transaction of the publication: NOTIFY takes a lock of the whole database until its commit.
    const notify = { name: 'bus-notify', text: 'SELECT pg_notify($1, hint) FROM unnest($2::text[]) AS hint' };
    database.pool.query({ ...notify, values: [channel, told] }).catch(() => {});
  };
  return {
    send: (hint) => {
      tell(hint);
      pending.add(hint);
      timer ??= setTimeout(flush, Math.max(0, sentAt + quietMs - performance.now()));
    },
    listen: (onHint) => {
      listeners.add(onHint);
      ear ??= openEar(database, channel, tell);
      return () => listeners.delete(onHint);
    },
    close: async () => {
      clearTimeout(timer);
      if (timer) flush();
      await ear?.close();
    },
  };
};

interface Ear {
  close(): Promise<void>;
}

/** A connection of its own, because LISTEN would keep one of the pool's for ever; it comes back by itself. */
const openEar = (database: BusDatabase, channel: string, tell: (hint: Hint) => void): Ear => {
  const pauses = backoff({ first: 200 });
  let closed = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = () => {
    client = undefined;
    if (closed) return;
    timer = setTimeout(() => void connect(), pauses.next());
    timer.unref();
  };
  const connect = async () => {
    const fresh = new Client(database.pool.options as ClientConfig);
    client = fresh;
    fresh.on('error', () => {});
    fresh.once('end', again);
    fresh.on('notification', ({ payload }) => tell(payload as Hint));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN "${channel}"`);
      pauses.reset();
    } catch {
      await fresh.end().catch(() => {});
      if (client === fresh) {
        fresh.removeListener('end', again);
        again();
      }
    }
  };
  const opening = connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await opening;
      await client?.end().catch(() => {});
    },
  };
};
