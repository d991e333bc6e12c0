import {
  arrayLiteral,
  identityStates,
  postgresJson,
  writerOf,
  type RowOf,
  type WrittenRow,
} from '@touchstone/read-models';
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

/** One bounded state per source identity. */
export const stateTables = (schema: string) => {
  const writeStates = writerOf(schema, identityStates);
  return {
    read: async (client: ClientBase, identities: readonly string[]): Promise<IdentityState[]> => {
      const text = `SELECT * FROM ${schema}.identity_states WHERE identity = ANY($1)`;
      return (await read<StateRow>(client, `${schema} read states`, text, [identities])).map(fromRow);
    },
    write: (client: ClientBase, states: readonly IdentityState[]) => writeStates(client, states.map(toRow)),
    forget: (client: ClientBase, identity: string) =>
      run(client, `${schema} forget states`, `DELETE FROM ${schema}.identity_states WHERE identity = $1`, [identity]),
  };
};
export type StateTables = ReturnType<typeof stateTables>;
