import { randomUUID } from 'node:crypto';
import type { Position } from '@touchstone/event-store';
import { busDatabase, type Statement } from '../postgres/database';
import type { Pool } from 'pg';

/** Another process follows the store now; what this one published late is absorbed as duplicates. */
export class RelayLeaseLost extends Error {
  constructor(relay: string) {
    super(`Another process holds the lease of relay ${relay}.`);
    this.name = 'RelayLeaseLost';
  }
}

/** The fenced checkpoint of one relay: one holder at a time, and only the holder moves it. */
export interface RelayLease {
  /** Undefined while another process holds it. */
  claim(): Promise<Position | undefined>;
  /** Renews the lease and moves the checkpoint, never back: a renewal may come late. Throws RelayLeaseLost. */
  commit(position: Position): Promise<void>;
  /** True while nobody else can have taken over. */
  isCurrent(): boolean;
  /** The checkpoint, whoever holds the lease. */
  position(): Promise<Position>;
  release(): Promise<void>;
}

// No lease is five minutes long: one that is was written before the server's clock was set back.
const claim: Statement = {
  name: 'claim-relay',
  text: `INSERT INTO $schema.relays AS r (name, owner, token, expires_at)
    VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = r.token + 1, expires_at = excluded.expires_at
      WHERE r.owner IS NULL OR r.owner = excluded.owner OR r.expires_at < clock_timestamp()
        OR r.expires_at > clock_timestamp() + interval '5 minutes'
    RETURNING token::text, position`,
};
const commit: Statement = {
  name: 'commit-relay',
  text: `UPDATE $schema.relays SET position = greatest(position, $4), expires_at = clock_timestamp() + $5 * interval '1 millisecond'
    WHERE name = $1 AND owner = $2 AND token = $3`,
};
const read: Statement = { name: 'read-relay', text: 'SELECT position FROM $schema.relays WHERE name = $1' };
const release: Statement = {
  name: 'release-relay',
  text: 'UPDATE $schema.relays SET owner = NULL WHERE name = $1 AND owner = $2 AND token = $3',
};

export const relayLease = (pool: Pool, schema: string, name: string, leaseMs: number): RelayLease => {
  const database = busDatabase(pool, schema);
  const owner = randomUUID();
  let token = '0';
  let validUntil = -Infinity;
  return {
    claim: async () => {
      const sentAt = performance.now();
      const { rows } = await database.query<{ token: string; position: string }>(claim, [name, owner, leaseMs]);
      const [row] = rows;
      if (!row) return undefined;
      token = row.token;
      validUntil = sentAt + leaseMs;
      return row.position;
    },
    commit: async (position) => {
      const sentAt = performance.now();
      const { rowCount } = await database.query(commit, [name, owner, token, position, leaseMs]);
      if (rowCount !== 1) throw new RelayLeaseLost(name);
      validUntil = sentAt + leaseMs;
    },
    isCurrent: () => performance.now() < validUntil,
    position: async () => (await database.query<{ position: string }>(read, [name])).rows[0]?.position ?? '',
    release: async () => {
      await database.query(release, [name, owner, token]);
    },
  };
};
