import {
  byIdentifierPriority,
  definitionOf,
  encodeParticipant,
  type Participant,
  type Role,
} from '@touchstone/contracts';
import type { Identify } from '@touchstone/personal-data';
import { RuleBroken } from './rule-broken';
import type { Concerned } from './stream-kind';

/** The first subject is the primary identity: whose key seals, and whose order the bus keeps. */
const byRole = (a: Participant, b: Participant): number =>
  Number(b.role === 'subject') - Number(a.role === 'subject') || byIdentifierPriority(a, b);

/** Participants of an event of this type, encoded. Throws RuleBroken when an identifier names nobody. */
export const participantsOf = (
  type: string,
  concerned: readonly Concerned[],
  identify: Identify,
  region?: string,
): string[] => {
  const allowed: readonly Role[] = definitionOf(type)?.participants ?? [];
  const participants = concerned.flatMap(({ role, ...identifier }) => {
    if (!allowed.includes(role)) return [];
    const found = identify(identifier, region);
    if (!found)
      throw new RuleBroken('unusable-identifier', `A ${identifier.type} is not usable.`, `/${identifier.type}`, 422);
    return [{ role, type: found.type, identity: found.identity }];
  });
  return [...new Set(participants.sort(byRole).map(encodeParticipant))];
};
