import type { WireEvent } from '@touchstone/contracts';
import type { Pool } from 'pg';
import type { Violation } from './plan';

export interface HeldEvent {
  readonly key: string;
  /** Sealed. */
  readonly event: WireEvent;
  readonly version: number;
  readonly violation: Violation;
}

/** Holds events back. One that is known (sent again, or decided on since) stays as it is. */
export const holdEvents = async (pool: Pool, held: readonly HeldEvent[]): Promise<void> => {
  await pool.query(
    `INSERT INTO tracking_plans.quarantined (id, digest, source_id, version, at, pointer, detail, bus_key, event)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
     ON CONFLICT DO NOTHING`,
    [
      held.map(({ event }) => event.id),
      held.map(({ event }) => event.metadata.digest ?? ''),
      held.map(({ event }) => event.metadata.source),
      held.map(({ version }) => version),
      held.map(({ event }) => event.metadata.receivedAt),
      held.map(({ violation }) => violation.pointer),
      held.map(({ violation }) => violation.detail),
      held.map(({ key }) => key),
      held.map(({ event }) => JSON.stringify(event)),
    ],
  );
};

export const quarantineStates = ['held', 'released', 'discarded'] as const;
export type QuarantineState = (typeof quarantineStates)[number];

export interface Quarantined {
  readonly id: string;
  readonly version: number;
  readonly at: Date;
  readonly pointer: string;
  readonly detail: string;
  readonly state: QuarantineState;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

interface Asked {
  readonly sourceId: string;
  readonly state: QuarantineState;
  /** The last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Newest first. */
export const listQuarantined = async (pool: Pool, { sourceId, state, after, limit }: Asked): Promise<Quarantined[]> => {
  const { rows } = await pool.query<Quarantined>(
    `SELECT id, version, at, pointer, detail, state, decided_by AS "decidedBy", decided_at AS "decidedAt"
     FROM tracking_plans.quarantined
     WHERE source_id = $1 AND state = $2 AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid))
     ORDER BY at DESC, id DESC LIMIT $5`,
    [sourceId, state, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
};

interface Decision {
  readonly sourceId: string;
  readonly ids: readonly string[];
  readonly by: string;
}
export type Publish = (events: readonly { readonly key: string; readonly event: WireEvent }[]) => Promise<unknown>;

const take = `SELECT bus_key AS key, event FROM tracking_plans.quarantined
  WHERE source_id = $1 AND id = ANY($2) AND state = 'held' ORDER BY at, id FOR UPDATE`;
const decide = `UPDATE tracking_plans.quarantined
  SET state = $3, decided_by = $4, decided_at = clock_timestamp(), event = CASE WHEN $3 = 'discarded' THEN NULL ELSE event END
  WHERE source_id = $1 AND id = ANY($2) AND state = 'held'`;

/**
 * Publishes held events as they were when they came; answers how many. They are marked after the bus has them: a crash between
 * publishes them again, and the inbox knows them by their id.
 */
export const releaseEvents = async (pool: Pool, { sourceId, ids, by }: Decision, publish: Publish): Promise<number> => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ key: string; event: string }>(take, [sourceId, ids]);
    if (rows.length > 0) await publish(rows.map(({ key, event }) => ({ key, event: JSON.parse(event) as WireEvent })));
    await client.query(decide, [sourceId, ids, 'released', by]);
    await client.query('COMMIT');
    return rows.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // the cause is worth more than the dead connection
    throw error;
  } finally {
    client.release();
  }
};

/** Destroys held events; that they came, and why they were held, stays. Answers how many. */
export const discardEvents = async (pool: Pool, { sourceId, ids, by }: Decision): Promise<number> =>
  (await pool.query(decide, [sourceId, ids, 'discarded', by])).rowCount ?? 0;
