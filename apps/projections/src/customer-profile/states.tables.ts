import {
  arrayLiteral,
  identityStates,
  postgresJson,
  writerOf,
  type RowOf,
  type WrittenRow,
} from '@touchstone/read-models';
import { LRUCache } from 'lru-cache';
import type { SlotMemory } from '@touchstone/subscriptions';
import type { ClientBase } from 'pg';
import { isoTime, read, run } from '../statement.tables';
import type { Activity } from './activity';
import type { IdentityState, Traits } from './identity-state';

/** A state that was written has seen something. */
interface StateRow extends RowOf<typeof identityStates> {
  readonly traits: Traits;
  readonly activity: Activity;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

const fromRow = (row: StateRow): IdentityState => ({
  identity: row.identity,
  type: row.type,
  traits: row.traits,
  firstSeen: row.first_seen_at.getTime(),
  lastSeen: row.last_seen_at.getTime(),
  touchpoints: Number(row.touchpoints),
  channels: row.channels,
  activity: row.activity,
  erased: row.erased,
});

const toRow = (state: IdentityState): WrittenRow<typeof identityStates> => ({
  identity: state.identity,
  type: state.type,
  traits: postgresJson(state.traits),
  first_seen_at: isoTime(state.firstSeen),
  last_seen_at: isoTime(state.lastSeen),
  touchpoints: state.touchpoints,
  channels: arrayLiteral(state.channels),
  activity: JSON.stringify(state.activity),
  erased: state.erased,
});

const rememberedText = 32 << 20;
const remembered = () => new LRUCache<string, IdentityState>({ maxSize: rememberedText });

/** The database stores some text otherwise than it was told (`postgresJson`), so only the others are remembered. */
const remember = (memory: SlotMemory, states: readonly IdentityState[], rows: ReturnType<typeof toRow>[]): void => {
  const known = memory.of(remembered);
  for (const [index, state] of states.entries()) {
    const traits = rows[index]?.traits ?? '';
    if (traits.includes('\\u')) known.delete(state.identity);
    else known.set(state.identity, state, { size: 300 + traits.length });
  }
};

/** One bounded state per source identity. */
export const stateTables = (schema: string) => {
  const writeStates = writerOf(schema, identityStates);
  const text = `SELECT * FROM ${schema}.identity_states WHERE identity = ANY($1)`;
  return {
    /** From memory what the slot wrote itself; nobody else writes it. */
    read: async (
      client: ClientBase,
      identities: readonly string[],
      memory: SlotMemory | undefined,
    ): Promise<IdentityState[]> => {
      const known = memory?.of(remembered);
      const found = identities.flatMap((identity) => known?.get(identity) ?? []);
      const missing = known ? identities.filter((identity) => !known.has(identity)) : identities;
      if (missing.length === 0) return found;
      return [...found, ...(await read<StateRow>(client, `${schema} read states`, text, [missing])).map(fromRow)];
    },
    write: async (client: ClientBase, states: readonly IdentityState[], memory: SlotMemory): Promise<void> => {
      const rows = states.map(toRow);
      await writeStates(client, rows);
      remember(memory, states, rows);
    },
    forget: (client: ClientBase, identity: string) =>
      run(client, `${schema} forget states`, `DELETE FROM ${schema}.identity_states WHERE identity = $1`, [identity]),
  };
};
export type StateTables = ReturnType<typeof stateTables>;
