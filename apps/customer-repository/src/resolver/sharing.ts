import { identifierPriority, type IdentifierType, type ResolutionRules } from '@touchstone/contracts';
import type { Evidence } from './evidence';

/**
 * Only partners of an identifier's own or a stronger type make it shared (decision 0011): a device with 51 users is a kiosk,
 * a person with 60 devices is not.
 */
export const countsAsPartner = (of: IdentifierType, partner: IdentifierType): boolean =>
  identifierPriority(partner) <= identifierPriority(of);

/** Identity -> distinct partners that count. Each pair must stand there once. */
export const countPartners = (pairs: Iterable<Evidence>): Map<string, number> => {
  const counts = new Map<string, number>();
  const add = (identity: string) => counts.set(identity, (counts.get(identity) ?? 0) + 1);
  for (const { left, right, leftType, rightType } of pairs) {
    if (countsAsPartner(leftType, rightType)) add(left);
    if (countsAsPartner(rightType, leftType)) add(right);
  }
  return counts;
};

/** The rule by which an identity links nothing, or undefined. */
export const silence = (rules: ResolutionRules, partners: number, blocked: boolean): string | undefined =>
  blocked ? 'blocked' : partners > rules.maxPartners ? 'max-partners' : undefined;
