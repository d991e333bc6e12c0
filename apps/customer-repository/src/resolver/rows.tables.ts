import type { IdentifierType } from '@touchstone/contracts';
import type { Pool } from 'pg';
import type { KnownIdentity, KnownPair } from './known';
import type { ResolverRows, StoredInstruction } from './load-closure';
import type { PairState } from './resolve';

const identityColumns = 'identity, type, first, customer, label, partners';
const pairColumns = `p."left", p."right", stated_time, stated_event, state, rule, evidence`;

interface PairRow {
  left: string;
  right: string;
  stated_time: string | null;
  stated_event: string | null;
  state: PairState['state'];
  rule: string | null;
  evidence: string;
}
interface InstructionRow {
  position: string;
  id: string;
  kind: StoredInstruction['kind'];
  left: string[];
  right: string[];
}

const pairFrom = ({ left, right, stated_time, stated_event, state, rule, evidence }: PairRow): KnownPair => ({
  left,
  right,
  ...(stated_time !== null && stated_event !== null && { stated: { time: stated_time, event: stated_event } }),
  told: { state, evidence, ...(rule !== null && { rule }) },
});

/** Reads the resolver's tables by component; each call is one statement. */
export const resolverRows = (pool: Pool): ResolverRows & PairLookup => {
  const ask = async <Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> =>
    (await pool.query<Row>({ name: `resolver-${name}`, text, values })).rows;
  return {
    identities: (identities) =>
      ask<KnownIdentity & { type: IdentifierType }>(
        'identities',
        `SELECT ${identityColumns} FROM resolver.identities WHERE identity = ANY($1)`,
        [identities],
      ),
    components: (identities) =>
      ask<KnownIdentity>(
        'components',
        `SELECT ${identityColumns} FROM resolver.identities
          WHERE label = ANY(ARRAY(SELECT DISTINCT label FROM resolver.identities WHERE identity = ANY($1)))`,
        [identities],
      ),
    pairsOf: async (identities) => {
      const text = `SELECT ${pairColumns} FROM resolver.pairs p WHERE p."left" = ANY($1)
        UNION SELECT ${pairColumns} FROM resolver.pairs p WHERE p."right" = ANY($1)`;
      return (await ask<PairRow>('pairs-of', text, [identities])).map(pairFrom);
    },
    pairsAmong: async (identities) => {
      const text = `SELECT ${pairColumns} FROM resolver.pairs p WHERE p."left" = ANY($1) AND p."right" = ANY($1)`;
      return (await ask<PairRow>('pairs-among', text, [identities])).map(pairFrom);
    },
    pairs: async (lefts, rights) => {
      const text = `SELECT ${pairColumns} FROM unnest($1::text[], $2::text[]) AS t(l, r) JOIN resolver.pairs p ON p."left" = t.l AND p."right" = t.r`;
      return (await ask<PairRow>('pairs', text, [lefts, rights])).map(pairFrom);
    },
    instructionsOf: async (identities) => {
      const text = `SELECT position, id, kind, "left", "right" FROM resolver.instructions
        WHERE position = ANY(ARRAY(SELECT position FROM resolver.instruction_identities WHERE identity = ANY($1)))`;
      const rows = await ask<InstructionRow>('instructions-of', text, [identities]);
      return rows.map((row) => ({ ...row, left: new Set(row.left), right: new Set(row.right) }));
    },
  };
};

export interface PairLookup {
  /** Those of these pairs that are known. */
  pairs(lefts: readonly string[], rights: readonly string[]): Promise<readonly KnownPair[]>;
}
