import type { DeadLetter, DeadLetterState, DeadLetterStep } from '@touchstone/contracts';
import type { Migration } from '@touchstone/migrations';
import type { Database } from '../database.tables';

const settling = `
ALTER TABLE quarantine ADD COLUMN key text COLLATE "C", ADD COLUMN discarded_at timestamptz;
-- By its text: a part of the event that JSON functions refuse must not stop an upgrade.
UPDATE quarantine SET key = substring(wire from '"participants":\\["subject:[^":]*:([0-9a-f]{32})"');
CREATE INDEX quarantine_open ON quarantine (id) WHERE repaired_by IS NULL AND discarded_at IS NULL;

-- Who did what with which dead letter; kept for ever, also for those that are gone.
CREATE TABLE dead_letter_steps (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('parked', 'conflict')),
  letter text NOT NULL COLLATE "C",
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by text NOT NULL,
  action text NOT NULL CHECK (action IN ('viewed', 'repaired', 'discarded')),
  reason text,
  event uuid
);
CREATE INDEX dead_letter_steps_of_letter ON dead_letter_steps (kind, letter);
`;
export const deadLetterMigrations: readonly Migration[] = [{ name: '006-dead-letters', sql: settling }];

export interface Step {
  readonly kind: 'parked' | 'conflict';
  readonly letter: string;
  readonly by: string;
  readonly action: 'viewed' | 'repaired' | 'discarded';
  readonly reason?: string;
  readonly event?: string;
}
export const recordStep = async (pool: Database, { kind, letter, by, action, reason, event }: Step): Promise<void> => {
  await pool.query(
    'INSERT INTO inbox.dead_letter_steps (kind, letter, by, action, reason, event) VALUES ($1, $2, $3, $4, $5, $6)',
    [kind, letter, by, action, reason ?? null, event ?? null],
  );
};

export const stepsOf = async (pool: Database, kind: Step['kind'], letter: string): Promise<DeadLetterStep[]> => {
  const { rows } = await pool.query<Omit<DeadLetterStep, 'at'> & { at: Date }>(
    'SELECT at, by, action, reason, event FROM inbox.dead_letter_steps WHERE kind = $1 AND letter = $2 ORDER BY id',
    [kind, letter],
  );
  return rows.map(({ at, ...step }) => ({ ...step, at: at.toISOString() }));
};

/** The only reason of a conflict: its id is stored with another content. */
export const conflictReason = 'same-id-other-content';

const columns = `id::text, CASE WHEN repaired_by IS NOT NULL THEN 'repaired' WHEN discarded_at IS NOT NULL THEN 'discarded' ELSE 'open' END AS state,
  source, key, event, quarantined_at AS "at", repaired_by AS "repairedBy"`;
const states: Record<DeadLetterState, string> = {
  open: 'repaired_by IS NULL AND discarded_at IS NULL',
  repaired: 'repaired_by IS NOT NULL',
  discarded: 'repaired_by IS NULL AND discarded_at IS NOT NULL',
  waiting: 'false',
  replayed: 'false',
};

type Row = Pick<DeadLetter, 'id' | 'state' | 'source' | 'key' | 'event' | 'repairedBy'> & { at: Date };
const toLetter = ({ at, ...row }: Row): DeadLetter => ({
  ...row,
  kind: 'conflict',
  reason: conflictReason,
  attempts: 1,
  at: at.toISOString(),
});

export interface ConflictFilter {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  readonly key?: string | undefined;
  /** Open ones unless told. */
  readonly state?: DeadLetterState | undefined;
  /** The id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Oldest first, as the parked ones are: a repair begins with what came first. */
export const listConflicts = async (
  pool: Database,
  { source, reason, key, state = 'open', after, limit }: ConflictFilter,
): Promise<{ items: DeadLetter[]; next: string | null }> => {
  if (reason !== undefined && reason !== conflictReason) return { items: [], next: null };
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM inbox.quarantine
      WHERE ${states[state]} AND ($1::text IS NULL OR source = $1) AND ($2::text IS NULL OR key = $2) AND id > $3::bigint
      ORDER BY inbox.quarantine.id LIMIT $4`,
    [source ?? null, key ?? null, after ?? '-1', limit + 1],
  );
  const items = rows.slice(0, limit).map(toLetter);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};

/** `wire` is the later version as it came from the bus, `identity` and `afterVersion` lead to what is stored. */
export interface Conflict {
  readonly letter: DeadLetter;
  readonly wire: string;
  readonly identity: string | null;
  readonly afterVersion: number;
}

export const findConflict = async (pool: Database, id: string): Promise<Conflict | undefined> => {
  const { rows } = await pool.query<Row & { wire: string; identity: string | null; after_version: number | null }>(
    `SELECT ${columns}, wire, identity, after_version FROM inbox.quarantine
      LEFT JOIN LATERAL (SELECT encode(e.identity, 'hex') AS identity, e.after_version FROM inbox.events e WHERE e.id = event) stored ON true
      WHERE inbox.quarantine.id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { wire, identity, after_version, ...letter } = row;
  return { letter: toLetter(letter), wire, identity, afterVersion: after_version ?? -1 };
};

/** False when it is settled already. */
export const discardConflict = async (pool: Database, id: string, by: string, reason: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `WITH gone AS (
       UPDATE inbox.quarantine SET discarded_at = clock_timestamp()
       WHERE id = $1 AND repaired_by IS NULL AND discarded_at IS NULL RETURNING id
     )
     INSERT INTO inbox.dead_letter_steps (kind, letter, by, action, reason) SELECT 'conflict', id::text, $2, 'discarded', $3 FROM gone`,
    [id, by, reason],
  );
  return rowCount === 1;
};
