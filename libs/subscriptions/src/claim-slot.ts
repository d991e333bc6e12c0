import type { Pool, PoolClient } from 'pg';
import { CheckpointFellBack, CheckpointMoved, LeaseLost, SlotStopped } from './lease-lost';
import { slotStatements } from './slot-statements';
import { limitedTo } from './transaction';

export interface SlotClaim {
  readonly pool: Pool;
  /** Schema that holds the tables of `subscriptionMigrations`. */
  readonly schema: string;
  readonly subscription: string;
  readonly version: number;
  readonly slot: number;
  /** Names this process in the table; unique per process. */
  readonly owner: string;
  readonly leaseMs?: number;
  /** How often a timer renews a lease that no checkpoint has renewed; 0 = the caller renews. */
  readonly renewEveryMs?: number;
  /** The slots of a build: they are made with it and go with it, and may be stopped for a moment. */
  readonly ofBuild?: boolean;
}

/** Where a slot stands, and the position that it must not pass right now. */
export interface Standing {
  readonly position: string;
  readonly stop?: string;
}

export interface HeldSlot {
  readonly slot: number;
  /** Rises with every claim: a write under an older one is refused. */
  readonly token: bigint;
  /** The checkpoint as it stood when the slot was claimed; from there on the caller counts, because only it knows what committed. */
  readonly position: string;
  /** Aborted when the lease is known to be lost, and by `release`. */
  readonly signal: AbortSignal;
  /**
   * Moves the checkpoint inside the caller's transaction, not back, and renews the lease. `level` = when `next` was the
   * head of the store. Throws LeaseLost when another owner has the slot, CheckpointMoved when it stands further already,
   * SlotStopped when it must not go so far right now.
   */
  commit(client: PoolClient, next: string, level?: Date): Promise<void>;
  /**
   * Like `commit`, but `next` has to lie beyond the checkpoint: what a retry needs whose first COMMIT got no answer, or
   * it would fold the same events twice.
   */
  progress(client: PoolClient, next: string, level?: Date): Promise<void>;
  /** Like `commit`, in a transaction of its own. */
  advance(next: string, level?: Date): Promise<void>;
  /**
   * Tells that everything up to there is committed. A server that has its checkpoint before it has forgotten commits, with
   * their rows; every move then throws CheckpointFellBack, because going on would leave a hole.
   */
  restsOn(position: string): void;
  /** As the database has it now; throws LeaseLost, also as CheckpointFellBack. */
  standing(): Promise<Standing>;
  /** Throws LeaseLost when another owner has the slot. */
  renew(): Promise<void>;
  /** Gives the slot up, so that another owner may have it at once. */
  release(): Promise<void>;
}

interface Claimed {
  readonly text: string;
  readonly key: readonly unknown[];
  readonly token: string;
}

const readStanding = async (client: Pool | PoolClient, { text, key, token }: Claimed) => {
  const { rows } = await client.query<{ position: string; mine: boolean; stop: string | null }>(text, [...key, token]);
  return rows[0];
};

const keepAlive = (renew: () => Promise<void>, everyMs: number, renewedAt: () => number, ended: AbortSignal): void => {
  const tick = async (): Promise<void> => {
    if (performance.now() - renewedAt() < everyMs) return;
    await renew().catch(() => undefined); // a server that is down answers nothing; the next tick asks again
  };
  const timer = setInterval(() => void tick(), everyMs / 2).unref();
  ended.addEventListener('abort', () => clearInterval(timer));
};

/** Takes a slot that nobody holds (or whose lease has run out), or answers undefined. */
export const claimSlot = async (claim: SlotClaim): Promise<HeldSlot | undefined> => {
  const { pool, schema, subscription, version, slot, owner, leaseMs = 10_000, renewEveryMs = leaseMs / 3 } = claim;
  const statements = slotStatements(schema, claim.ofBuild === true);
  const key = [subscription, version, slot];
  if (!claim.ofBuild) await pool.query(statements.create, key);
  const { rows } = await pool.query<{ token: string; position: string }>(statements.claim, [...key, owner, leaseMs]);
  const [claimed] = rows;
  if (!claimed) return undefined;

  const { token, position } = claimed;
  let committed = position;
  // Not the time of day: a clock that is set back would keep the timer from renewing.
  let renewedAt = performance.now();
  const lost = new AbortController();

  const standing = async (client: Pool | PoolClient = limitedTo(pool)): Promise<Standing> => {
    const found = await readStanding(client, { text: statements.checkpoint, key, token });
    if (found?.mine && found.position >= committed)
      return { position: found.position, ...(found.stop !== null && { stop: found.stop }) };
    lost.abort();
    throw found?.mine ? new CheckpointFellBack(subscription, slot, found.position) : new LeaseLost(subscription, slot);
  };
  const fenced = async (client: Pool | PoolClient, text: string, values: [next?: string, ...rest: unknown[]]) => {
    const sentAt = performance.now();
    const { rowCount } = await client.query(text, [...key, token, leaseMs, ...values]);
    if (rowCount === 0) {
      const { position: at, stop } = await standing(client);
      const [next] = values;
      // Only a stop refuses a move forward; it may be over by now.
      if (next !== undefined && at < next) throw new SlotStopped(subscription, slot, stop ?? next);
      throw new CheckpointMoved(subscription, slot, at);
    }
    renewedAt = sentAt;
  };
  const move = (client: Pool | PoolClient, text: string, next: string, level?: Date) =>
    fenced(client, text, [next, level ?? null, committed]);
  const renew = () => fenced(limitedTo(pool), statements.renew, []);
  if (renewEveryMs > 0) keepAlive(renew, renewEveryMs, () => renewedAt, lost.signal);

  return {
    slot,
    token: BigInt(token),
    signal: lost.signal,
    position,
    commit: (client, next, level) => move(client, statements.advance, next, level),
    progress: (client, next, level) => move(client, statements.progress, next, level),
    advance: (next, level) => move(limitedTo(pool), statements.advance, next, level),
    restsOn: (reached) => {
      committed = reached;
    },
    standing: () => standing(),
    renew,
    async release() {
      lost.abort();
      await pool.query(statements.release, [...key, token]);
    },
  };
};
