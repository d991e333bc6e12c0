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

/** `id` derives from caller and key; `fingerprint` is equal for equal requests and says nothing of their content. */
export interface Arrived {
  readonly id: string;
  readonly fingerprint: string;
}

export interface Finished<Answer> {
  readonly id: string;
  readonly claim: number;
  readonly answer: Answer;
}

export interface Requests<Answer> {
  /** What is found of each, in their order. */
  begin(arrived: readonly Arrived[]): Promise<Begun<Answer>[]>;
  /** Keeps the answers. One whose lease ran out meanwhile is not kept: the run that took over keeps its own. */
  finish(finished: readonly Finished<Answer>[]): Promise<void>;
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
 * Functions that keep answers in the transaction in which the work is done: what of a request is answered so, needs no lease.
 * The fingerprint of a known one has to be compared by `begin`.
 */
export const answersAtOnce = (schema: string): { readonly known: string; readonly keep: string } => {
  const owner = escapeIdentifier(schema);
  return { known: `${owner}.known`, keep: `${owner}.keep` };
};

const statementsOn = (table: string) => ({
  // Not prepared: a plan made while the table fits a page scans it, and would be kept until the table is analysed. In the
  // order of ids, so that two that insert the same ones never wait for each other in a circle.
  claim: `INSERT INTO ${table} AS r (id, fingerprint, leased_until)
     SELECT DISTINCT ON (a.id) a.id, a.fingerprint, clock_timestamp() + $3 * interval '1 millisecond'
     FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS a(id, fingerprint, item) ORDER BY a.id, a.item
     ON CONFLICT (id) DO UPDATE SET claim = r.claim + 1, leased_until = excluded.leased_until
       WHERE r.answer IS NULL AND r.fingerprint = excluded.fingerprint
         AND (r.leased_until IS NULL OR r.leased_until < clock_timestamp())
     RETURNING id, claim`,
  read: `SELECT id, fingerprint, answer,
       greatest(0, extract(epoch FROM leased_until - clock_timestamp()) * 1000)::float8 AS for_ms
     FROM ${table} WHERE id = ANY ($1)`,
  finish: `UPDATE ${table} r SET answer = f.answer, leased_until = NULL
     FROM unnest($1::uuid[], $2::int[], $3::jsonb[]) AS f(id, claim, answer)
     WHERE r.id = f.id AND r.claim = f.claim AND r.answer IS NULL`,
  giveUp: `UPDATE ${table} SET leased_until = NULL WHERE id = $1 AND claim = $2 AND answer IS NULL`,
});

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
  const { claim, read, finish, giveUp } = statementsOn(`${escapeIdentifier(schema)}.requests`);

  interface KnownRow {
    readonly id: string;
    readonly fingerprint: string;
    readonly answer: Answer | null;
    readonly for_ms: number | null;
  }
  const found = ({ id, fingerprint }: Arrived, known: ReadonlyMap<string, KnownRow>): Begun<Answer> => {
    const row = known.get(id);
    if (!row) throw new Error(`Request ${id} was there and is gone: requests are never deleted.`);
    if (row.fingerprint !== fingerprint) return { status: 'other-request' };
    if (row.answer !== null) return { status: 'answered', answer: row.answer };
    return { status: 'running', forMs: row.for_ms ?? 0 };
  };

  return {
    begin: async (arrived) => {
      const columns = [arrived.map(({ id }) => id), arrived.map(({ fingerprint }) => fingerprint)];
      const { rows } = await pool.query<{ id: string; claim: number }>(claim, [...columns, leaseMs]);
      const claims = new Map(rows.map((row) => [row.id, row.claim]));
      // Of several that arrived under one id, the first has it.
      const ours = arrived.map(({ id }, index) =>
        arrived.findIndex((one) => one.id === id) === index ? claims.get(id) : undefined,
      );
      const others = arrived.flatMap(({ id }, index) => (ours[index] === undefined ? [id] : []));
      const known = others.length > 0 ? (await pool.query<KnownRow>(read, [others])).rows : [];
      const byId = new Map(known.map((row) => [row.id, row]));
      return arrived.map((one, index) => {
        const held = ours[index];
        return held === undefined ? found(one, byId) : { status: 'begun', claim: held };
      });
    },
    finish: async (finished) => {
      const answers = finished.map(({ answer }) => JSON.stringify(answer));
      await pool.query(finish, [finished.map(({ id }) => id), finished.map((one) => one.claim), answers]);
    },
    giveUp: async (id, held) => {
      await pool.query(giveUp, [id, held]);
    },
  };
};
