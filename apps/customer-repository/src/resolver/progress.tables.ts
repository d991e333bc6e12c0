import { customerIdOf, firstRules, resolutionRules, type ResolutionRules } from '@touchstone/contracts';
import type { HeldSlot } from '@touchstone/subscriptions';
import type { Pool, PoolClient } from 'pg';
import type { StoredInstruction } from './load-closure';
import type { Verdict } from './known';
import type { Told } from './tell';

export interface Progress {
  /** End of the page that may have been told to the log without being committed here. */
  readonly intended: string | undefined;
  readonly rules: ResolutionRules;
  /** Labels up to this one are recomputed under the rules that `cause` brings. */
  readonly change: { readonly cause: string; readonly doneLabel: string } | undefined;
}

export const readProgress = async (pool: Pool): Promise<Progress> => {
  const { rows } = await pool.query(`SELECT intended, rules, cause, done_label FROM resolver.progress`);
  const [row] = rows as { intended: string | null; rules: unknown; cause: string | null; done_label: string | null }[];
  return {
    intended: row?.intended ?? undefined,
    rules: row?.rules ? resolutionRules.parse(row.rules) : firstRules,
    change: row?.cause ? { cause: row.cause, doneLabel: row.done_label ?? '' } : undefined,
  };
};

const inTransaction = async (pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
    failed = false;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release(failed);
  }
};

/** Writes down, under the lease, that the page up to `until` is about to be told to the log. */
export const intend = (pool: Pool, slot: HeldSlot, position: string, until: string): Promise<void> =>
  inTransaction(pool, async (client) => {
    await slot.commit(client, position);
    await client.query('UPDATE resolver.progress SET intended = $1', [until]);
  });

export interface Commit {
  readonly verdict: Pick<Verdict, 'identities' | 'pairs' | 'outcomes'>;
  readonly instructions: readonly StoredInstruction[];
  readonly told: Told;
  readonly change?: Change;
}
/** A step of a change of rules, or its end. */
export type Change = { readonly cause: string; readonly doneLabel: string } | { readonly rules: ResolutionRules };

const upsertIdentities = `INSERT INTO resolver.identities AS i (identity, type, first, own_customer, customer, label, partners)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::int[])
  ON CONFLICT (identity) DO UPDATE SET customer = excluded.customer, label = excluded.label, partners = excluded.partners`;
const upsertPairs = `INSERT INTO resolver.pairs AS p ("left", "right", stated_time, stated_event, state, rule, evidence)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[])
  ON CONFLICT ("left", "right") DO UPDATE SET stated_time = excluded.stated_time, stated_event = excluded.stated_event,
    state = excluded.state, rule = excluded.rule, evidence = excluded.evidence`;
const upsertVersions = `INSERT INTO resolver.customers AS c (customer, version) SELECT * FROM unnest($1::uuid[], $2::int[])
  ON CONFLICT (customer) DO UPDATE SET version = excluded.version`;

/** Rows and checkpoint in one transaction, fenced by the lease. */
export const commitPage = (
  pool: Pool,
  slot: HeldSlot,
  next: string,
  commit: Commit,
  beforeCommit: () => void,
  level?: Date,
): Promise<void> =>
  inTransaction(pool, async (client) => {
    // First, so that a paused owner finds out before it writes anything.
    await slot.commit(client, next, level);
    const { identities, pairs, outcomes } = commit.verdict;
    if (identities.length > 0)
      await client.query({
        name: 'resolver-upsert-identities',
        text: upsertIdentities,
        values: [
          identities.map(({ identity }) => identity),
          identities.map(({ type }) => type),
          identities.map(({ first }) => first),
          identities.map(({ identity }) => customerIdOf(identity)),
          identities.map(({ customer }) => customer),
          identities.map(({ label }) => label),
          identities.map(({ partners }) => partners),
        ],
      });
    if (pairs.length > 0)
      await client.query({
        name: 'resolver-upsert-pairs',
        text: upsertPairs,
        values: [
          pairs.map(({ left }) => left),
          pairs.map(({ right }) => right),
          pairs.map(({ stated }) => stated?.time ?? null),
          pairs.map(({ stated }) => stated?.event ?? null),
          pairs.map(({ told }) => told?.state),
          pairs.map(({ told }) => told?.rule ?? null),
          pairs.map(({ told }) => told?.evidence),
        ],
      });
    for (const instruction of commit.instructions)
      await keepInstruction(client, instruction, outcomes.get(instruction.id));
    const versions = [...commit.told.versions];
    if (versions.length > 0)
      await client.query({
        name: 'resolver-upsert-versions',
        text: upsertVersions,
        values: [versions.map(([id]) => id), versions.map(([, version]) => version)],
      });
    if (commit.told.position)
      await client.query('UPDATE resolver.progress SET told = greatest(told, $1)', [commit.told.position]);
    await keepChange(client, commit.change);
    beforeCommit();
  });

const keepInstruction = async (
  client: PoolClient,
  { position, id, kind, left, right }: StoredInstruction,
  refusedBy: string | undefined,
) => {
  const sides = [[...left], [...right]];
  await client.query(
    `INSERT INTO resolver.instructions (position, id, kind, "left", "right", refused_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [position, id, kind, ...sides, refusedBy ?? null],
  );
  await client.query(
    `INSERT INTO resolver.instruction_identities SELECT DISTINCT identity, $1 FROM unnest($2::text[]) AS identity ON CONFLICT DO NOTHING`,
    [position, sides.flat()],
  );
};

const keepChange = async (client: PoolClient, change: Change | undefined) => {
  if (!change) await client.query('UPDATE resolver.progress SET intended = NULL WHERE intended IS NOT NULL');
  else if ('rules' in change)
    await client.query('UPDATE resolver.progress SET intended = NULL, rules = $1, cause = NULL, done_label = NULL', [
      JSON.stringify(change.rules),
    ]);
  else
    await client.query('UPDATE resolver.progress SET intended = NULL, cause = $1, done_label = $2', [
      change.cause,
      change.doneLabel,
    ]);
};

/** Current version of the stream of each of these customers. */
export const readVersions = async (pool: Pool, customers: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ customer: string; version: number }>({
    name: 'resolver-versions',
    text: 'SELECT customer, version FROM resolver.customers WHERE customer = ANY($1::uuid[])',
    values: [customers],
  });
  return new Map(rows.map(({ customer, version }) => [customer, version]));
};

/** Identities of the next `limit` components behind a label, and the last label of them. */
export const nextComponents = async (
  pool: Pool,
  after: string,
  limit: number,
): Promise<{ identities: string[]; last: string | undefined }> => {
  const { rows } = await pool.query<{ identity: string; label: string }>(
    `SELECT identity, label FROM resolver.identities
      WHERE label = ANY(ARRAY(SELECT DISTINCT label FROM resolver.identities WHERE label > $1 ORDER BY label LIMIT $2)) ORDER BY label`,
    [after, limit],
  );
  return { identities: rows.map(({ identity }) => identity), last: rows.at(-1)?.label };
};

/** Every decision lies at or before this position. */
export const lastTold = async (pool: Pool): Promise<string> =>
  (await pool.query<{ told: string }>('SELECT told FROM resolver.progress')).rows[0]?.told ?? '';
