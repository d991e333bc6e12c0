import { migrate } from '@touchstone/migrations';
import { escapeIdentifier, type Pool } from 'pg';
import { timerMigrations } from './migrations';

export interface Timer {
  readonly id: string;
  readonly kind: string;
  readonly dueAt: Date;
  /** Ids only: it lies in the database as it is. */
  readonly payload: Readonly<Record<string, unknown>>;
}
/** How a timer stands. */
export interface TimerStanding {
  readonly state: 'waiting' | 'fired';
  /** Tries that ended without it being settled. */
  readonly failures: number;
  /** When it is due, or tried again. */
  readonly dueAt: Date;
  /** With what it ended in, where that was told. */
  readonly payload: Readonly<Record<string, unknown>>;
}
/** A timer that is ours to fire. */
export interface DueTimer extends Timer {
  readonly claim: number;
  readonly failures: number;
}

export interface Timers {
  /** Does nothing while there is one with this id that waits; one that has fired is due again. */
  schedule(timer: Timer): Promise<void>;
  /** Undefined when there never was one with this id. */
  standing(id: string): Promise<TimerStanding | undefined>;
  /** How many of a kind wait, and how many of those have failed before. */
  count(kind: string): Promise<{ readonly waiting: number; readonly failing: number }>;
  /** Leases timers of these kinds whose time has come, the longest due first. */
  claimDue(kinds: readonly string[], limit: number): Promise<DueTimer[]>;
  /** Keeps the lease of one that takes long. False when another process has taken it over. */
  renew(timer: DueTimer): Promise<boolean>;
  /** It has fired; how it ended is kept in its payload. False when another process has taken it over, which then fires it. */
  settle(timer: DueTimer, ended?: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** It failed, and comes back after the pause. */
  postpone(timer: DueTimer, ms: number): Promise<void>;
  /** Nothing was wrong with it: somebody else may have it at once. */
  release(timer: DueTimer): Promise<void>;
}

export interface TimersOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly leaseMs?: number;
}

/** What is said and asked of timers by those who do not fire them. */
const schedulingOf = (pool: Pool, table: string): Pick<Timers, 'schedule' | 'standing' | 'count'> => ({
  schedule: async ({ id, kind, dueAt, payload }) => {
    await pool.query(
      `INSERT INTO ${table} AS t (id, kind, due_at, payload) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET state = 'waiting', due_at = excluded.due_at, payload = excluded.payload, failures = 0
         WHERE t.state <> 'waiting'`,
      [id, kind, dueAt, payload],
    );
  },
  standing: async (id) => {
    const { rows } = await pool.query<TimerStanding>(
      `SELECT state, failures, due_at AS "dueAt", payload FROM ${table} WHERE id = $1`,
      [id],
    );
    return rows[0];
  },
  count: async (kind) => {
    const { rows } = await pool.query<{ waiting: number; failing: number }>(
      `SELECT count(*)::int AS waiting, count(*) FILTER (WHERE failures > 0)::int AS failing
         FROM ${table} WHERE state = 'waiting' AND kind = $1`,
      [kind],
    );
    return rows[0] ?? { waiting: 0, failing: 0 };
  },
});

/** Durable timers. Each fires at least once, and is settled once: what it does derives its ids from the timer's. */
export const openTimers = async ({ pool, schema, leaseMs = 10_000 }: TimersOptions): Promise<Timers> => {
  await migrate(pool, schema, timerMigrations);
  const table = `${escapeIdentifier(schema)}.timers`;
  const lease = `clock_timestamp() + $1 * interval '1 millisecond'`;
  const changed = async (text: string, values: unknown[]): Promise<boolean> =>
    (await pool.query(text, values)).rowCount === 1;
  const ours = `id = $2 AND claim = $3 AND state = 'waiting'`;
  return {
    ...schedulingOf(pool, table),
    claimDue: async (kinds, limit) => {
      const { rows } = await pool.query<Omit<DueTimer, 'dueAt'> & { due_at: Date }>(
        `UPDATE ${table} AS t SET claim = t.claim + 1, leased_until = ${lease}
         FROM (SELECT id FROM ${table}
               WHERE state = 'waiting' AND kind = ANY($2) AND due_at <= clock_timestamp()
                 AND (leased_until IS NULL OR leased_until < clock_timestamp())
               ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
         WHERE t.id = due.id RETURNING t.id, kind, due_at, payload, claim, failures`,
        [leaseMs, kinds, limit],
      );
      return rows
        .map(({ due_at, ...timer }) => ({ ...timer, dueAt: due_at }))
        .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    },
    renew: ({ id, claim }) =>
      changed(`UPDATE ${table} SET leased_until = ${lease} WHERE ${ours}`, [leaseMs, id, claim]),
    settle: ({ id, claim }, ended = {}) =>
      changed(
        `UPDATE ${table} SET state = 'fired', leased_until = NULL, payload = payload || $1::jsonb WHERE ${ours}`,
        [ended, id, claim],
      ),
    release: async ({ id, claim }) => {
      await changed(`UPDATE ${table} SET leased_until = $1 WHERE ${ours}`, [null, id, claim]);
    },
    postpone: async ({ id, claim }, ms) => {
      await changed(
        `UPDATE ${table} SET due_at = ${lease}, leased_until = NULL, failures = failures + 1 WHERE ${ours}`,
        [ms, id, claim],
      );
    },
  };
};
