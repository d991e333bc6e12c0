import type { IdentifierType } from '@touchstone/contracts';
import type { Database } from '../database.tables';

export interface Member {
  readonly identity: string;
  readonly type: IdentifierType;
}
export interface Customer {
  readonly id: string;
  readonly members: readonly Member[];
}

const membersOf = async (pool: Database, customer: string): Promise<Member[]> => {
  const { rows } = await pool.query<Member>(
    'SELECT identity, type FROM resolver.identities WHERE customer = $1 ORDER BY first, identity',
    [customer],
  );
  return rows;
};
const alone = async (pool: Database, customer: string): Promise<Customer | undefined> => {
  const { rows } = await pool.query<Member>('SELECT identity, type FROM inbox.identities WHERE customer = $1', [
    customer,
  ]);
  return rows.length > 0 ? { id: customer, members: rows } : undefined;
};

/** The customer that answers to this id: an absorbed id leads to the survivor, a lone identity is a customer too. */
export const customerById = async (pool: Database, id: string): Promise<Customer | undefined> => {
  const { rows } = await pool.query<{ customer: string }>(
    'SELECT customer FROM resolver.identities WHERE own_customer = $1',
    [id],
  );
  const [found] = rows;
  return found ? { id: found.customer, members: await membersOf(pool, found.customer) } : alone(pool, id);
};

/** Customer of each of these identities, as the resolver holds them now. */
export const customersOf = async (pool: Database, identities: readonly string[]): Promise<Map<string, string>> => {
  const { rows } = await pool.query<{ identity: string; customer: string }>(
    'SELECT identity, customer FROM resolver.identities WHERE identity = ANY($1)',
    [identities],
  );
  return new Map(rows.map(({ identity, customer }) => [identity, customer]));
};

export const resolverPosition = async (pool: Database): Promise<{ position: string; levelAt: Date | undefined }> => {
  const { rows } = await pool.query<{ position: string; level_at: Date | null }>(
    `SELECT position, level_at FROM resolver.slots WHERE subscription = 'resolver' AND version = 1 AND slot = 0`,
  );
  return { position: rows[0]?.position ?? '', levelAt: rows[0]?.level_at ?? undefined };
};

/** The rule that refused the instruction, null when it holds, undefined while it is not decided. */
export const outcomeOf = async (pool: Database, instruction: string): Promise<string | null | undefined> => {
  const { rows } = await pool.query<{ refused_by: string | null }>(
    'SELECT refused_by FROM resolver.instructions WHERE id = $1',
    [instruction],
  );
  return rows[0] && rows[0].refused_by;
};
