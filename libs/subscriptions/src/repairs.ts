import type { EventStore, Filter, Position } from '@touchstone/event-store';
import { escapeIdentifier, type Pool, type PoolClient } from 'pg';
import type { HeldSlot } from './claim-slot';
import { describeFailure, TransactionFailed } from './failures';
import { LeaseLost } from './lease-lost';
import { openPage, type Opener } from './opened-page';
import type { Projection } from './projection';
import { followersOf } from './rebuild/build';
import { readBuilds } from './rebuild/build-rows';
import type { Rebuilds } from './rebuild/commands';
import { keysOf, slotOfKey } from './slot-of-key';
import { SlotMemory } from './slot-memory';
import { inTransaction } from './transaction';

export interface RepairRequest extends Rebuilds {
  readonly identity: string;
  readonly by: string;
}

/** Asks whoever holds the identity's slots to fold it again from the store, in every build of these projections. */
export const requestRepairs = async (request: RepairRequest): Promise<{ projection: string; request: string }[]> => {
  const { pool, schema, projections, identity, by } = request;
  const names = new Set(projections.map(({ name }) => name));
  const builds = (await readBuilds(pool, schema)).filter(({ name, state }) => names.has(name) && state !== 'dropping');
  const asked = builds.map(async (build) => {
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO ${escapeIdentifier(schema)}.repairs (subscription, version, slot, identity, requested_by)
       VALUES ($1, $2, $3, $4, $5) RETURNING id::text`,
      [followersOf(build), build.version, slotOfKey(identity, build.slots), identity, by],
    );
    return { projection: build.name, request: (rows[0] as { id: string }).id };
  });
  return Promise.all(asked);
};

export interface RepairOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly leaseMs: number;
  readonly store: EventStore;
  readonly opener: Opener;
  readonly filter?: Filter;
  readonly projection: Projection;
  readonly subscription: string;
  readonly everyMs?: number;
}

/** The repairs that one slot was asked for, done between its batches by whoever holds it. */
export class Repairs {
  private askedAt = -Infinity;

  constructor(private readonly options: RepairOptions) {}

  /** Does what is asked for, at most every few seconds. `upTo` is the slot's checkpoint: repaired rows stand there as well. */
  async run(held: HeldSlot, upTo: Position, memory: SlotMemory): Promise<void> {
    const { pool, schema, subscription, projection, everyMs = 1000 } = this.options;
    if (performance.now() - this.askedAt < everyMs) return;
    this.askedAt = performance.now();
    const { rows } = await pool.query<{ id: string; identity: string }>(
      `SELECT id::text, identity FROM ${escapeIdentifier(schema)}.repairs
        WHERE subscription = $1 AND version = $2 AND slot = $3 AND done_at IS NULL ORDER BY id LIMIT 100`,
      [subscription, projection.version, held.slot],
    );
    if (rows.length > 0) memory.forget();
    for (const { id, identity } of rows) await this.repair(held, upTo, id, identity);
  }

  private async repair(held: HeldSlot, upTo: Position, id: string, identity: string): Promise<void> {
    const { pool, leaseMs } = this.options;
    const outcome = async (client: Pool | PoolClient, text: string) => {
      const repairs = `${escapeIdentifier(this.options.schema)}.repairs`;
      await client.query(`UPDATE ${repairs} SET done_at = now(), outcome = $2 WHERE id = $1`, [id, text]);
    };
    try {
      await inTransaction(pool, leaseMs, async (client) => {
        await this.foldAgain(client, identity, upTo);
        await outcome(client, 'folded again');
        await held.commit(client, upTo);
      });
    } catch (failure) {
      if (!(failure instanceof TransactionFailed) || !failure.connectionLives) throw failure;
      if (failure.error instanceof LeaseLost) throw failure;
      await outcome(pool, `still incomplete: ${describeFailure(failure)}`);
    }
  }

  private async foldAgain(client: PoolClient, identity: string, upTo: Position): Promise<void> {
    const { store, opener, filter, projection } = this.options;
    const memory = new SlotMemory();
    await projection.forget(client, identity);
    for (let after: Position = ''; after < upTo;) {
      const read = await store.readAll({ after, limit: 1000, ...(filter ? { filter } : {}) });
      const page = await openPage(opener, after, read, new Date());
      const events = page.events.flatMap((opened) => ('event' in opened ? [opened.event] : []));
      const broken = page.events.flatMap((opened) => ('event' in opened ? [] : [opened]));
      const mine = events.filter((event) => event.position <= upTo && concerns(projection, event, identity));
      const others = new Set(mine.flatMap((event) => named(event)).filter((other) => other !== identity));
      if (mine.length > 0)
        await projection.write({
          client,
          events: mine,
          owns: (key) => !others.has(key),
          only: identity,
          concurrent: true,
          memory,
        });
      const stillBroken = broken.find(
        ({ recorded }) => recorded.position <= upTo && named(recorded).includes(identity),
      );
      if (stillBroken) throw stillBroken.error;
      if (page.next <= after) return;
      after = page.next;
    }
  }
}

const named = ({ metadata }: { metadata: { participants: readonly string[] } }): string[] =>
  metadata.participants.map((participant) => participant.slice(participant.lastIndexOf(':') + 1));

const concerns = (projection: Projection, event: Parameters<Projection['keys']>[0], identity: string): boolean => {
  const keys = keysOf(projection, event);
  return keys === 'every slot' || keys.includes(identity) || named(event).includes(identity);
};
