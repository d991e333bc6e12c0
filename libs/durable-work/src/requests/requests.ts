import { migrate } from '@touchstone/migrations';
import { escapeIdentifier, type Pool } from 'pg';
import { requestMigrations } from './migrations';

/** What was found of a request with an Idempotency-Key. */
export type Begun<Answer> =
  /** It is ours to run, under this claim. */
  | { readonly status: 'begun'; readonly claim: number }
  /** It was answered before: this is that answer. */
  | { readonly status: 'answered'; readonly answer: Answer }
  /** Another run holds it, for at most so long. */
  | { readonly status: 'running'; readonly forMs: number }
  /** The key came with another request. */
  | { readonly status: 'other-request' };

export interface Requests<Answer> {
  /** `id` derives from caller and key; `fingerprint` is equal for equal requests and says nothing of their content. */
  begin(id: string, fingerprint: string): Promise<Begun<Answer>>;
  /** Keeps the answer. One whose lease ran out meanwhile is not kept: the run that took over keeps its own. */
  finish(id: string, claim: number, answer: Answer): Promise<void>;
  /** Without an answer: the next try runs at once. */
  giveUp(id: string, claim: number): Promise<void>;
}

export interface RequestsOptions {
  readonly pool: Pool;
  /** Of the service whose requests they are, such as `work_sales`. */
  readonly schema: string;
  /** After that a request whose process died runs again. */
  readonly leaseMs?: number;
}

/**
 * Results by Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). A run is a lease, so that a retry after a crash
 * runs again, and must come to the same ids. Answers are kept as they are: they may hold no personal data, or boxes only.
 */
export const openRequests = async <Answer>({
  pool,
  schema,
  leaseMs = 30_000,
}: RequestsOptions): Promise<Requests<Answer>> => {
  await migrate(pool, schema, requestMigrations);
  const table = `${escapeIdentifier(schema)}.requests`;
  const named = (name: string, text: string) => ({ name: `${schema}.${name}`, text });
  const claim = named(
    'claim-request',
    `INSERT INTO ${table} AS r (id, fingerprint, leased_until)
     VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     ON CONFLICT (id) DO UPDATE SET claim = r.claim + 1, leased_until = excluded.leased_until
       WHERE r.answer IS NULL AND r.fingerprint = excluded.fingerprint
         AND (r.leased_until IS NULL OR r.leased_until < clock_timestamp())
     RETURNING claim`,
  );
  const read = named(
    'read-request',
    `SELECT fingerprint, answer,
       greatest(0, extract(epoch FROM leased_until - clock_timestamp()) * 1000)::float8 AS for_ms
     FROM ${table} WHERE id = $1`,
  );
  const finish = named(
    'finish-request',
    `UPDATE ${table} SET answer = $3, leased_until = NULL WHERE id = $1 AND claim = $2 AND answer IS NULL`,
  );
  const giveUp = named(
    'give-up-request',
    `UPDATE ${table} SET leased_until = NULL WHERE id = $1 AND claim = $2 AND answer IS NULL`,
  );

  return {
    begin: async (id, fingerprint) => {
      const claimed = await pool.query<{ claim: number }>({ ...claim, values: [id, fingerprint, leaseMs] });
      if (claimed.rows[0]) return { status: 'begun', claim: claimed.rows[0].claim };
      const { rows } = await pool.query<{ fingerprint: string; answer: Answer | null; for_ms: number | null }>({
        ...read,
        values: [id],
      });
      const [known] = rows;
      if (!known) throw new Error(`Request ${id} was there and is gone: requests are never deleted.`);
      if (known.fingerprint !== fingerprint) return { status: 'other-request' };
      if (known.answer !== null) return { status: 'answered', answer: known.answer };
      return { status: 'running', forMs: known.for_ms ?? 0 };
    },
    finish: async (id, held, answer) => {
      await pool.query({ ...finish, values: [id, held, JSON.stringify(answer)] });
    },
    giveUp: async (id, held) => {
      await pool.query({ ...giveUp, values: [id, held] });
    },
  };
};
