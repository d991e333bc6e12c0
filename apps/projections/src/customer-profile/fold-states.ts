import type { Participant } from '@touchstone/contracts';
import type { Fact } from '../facts/fact';
import { evolve, newState, type IdentityState } from './identity-state';

/** States of these participants after the facts; `known` are those that exist. */
export const foldStates = (
  facts: readonly Fact[],
  own: readonly Participant[],
  known: readonly IdentityState[],
): ReadonlyMap<string, IdentityState> => {
  const mine = new Set(own.map(({ identity }) => identity));
  const states = new Map(known.map((state) => [state.identity, state]));
  for (const fact of facts)
    for (const participant of fact.participants) {
      const { identity } = participant;
      if (mine.has(identity))
        states.set(identity, evolve(states.get(identity) ?? newState(participant, fact.time), fact));
    }
  return states;
};
