import type { IdentifierType } from '../identity/identifier-types';

/**
 * Why an identity stands in an event. Only `subject` identities are evidence of who is who; `organisation` beside a
 * person is a membership; `payer` is whom revenue counts for; `left` and `right` are the sides of an instruction.
 */
export const roles = ['subject', 'payer', 'recipient', 'organisation', 'owner', 'left', 'right'] as const;
export type Role = (typeof roles)[number];

export interface Participant {
  readonly role: Role;
  readonly type: IdentifierType;
  /** Opaque source identity: 32 lower-case hex digits. */
  readonly identity: string;
}

/** Wire form, frozen: `<role>:<identifier type>:<identity>`. */
export const encodeParticipant = ({ role, type, identity }: Participant): string => `${role}:${type}:${identity}`;

export const decodeParticipant = (text: string): Participant => {
  const afterRole = text.indexOf(':');
  const afterType = text.indexOf(':', afterRole + 1);
  if (afterRole < 1 || afterType < 0) throw new Error('A participant is written <role>:<identifier type>:<identity>.');
  return {
    role: text.slice(0, afterRole) as Role,
    type: text.slice(afterRole + 1, afterType) as IdentifierType,
    identity: text.slice(afterType + 1),
  };
};

export const identitiesInRole = (participants: readonly string[], role: Role): Participant[] => {
  const prefix = `${role}:`;
  return participants.filter((text) => text.startsWith(prefix)).map(decodeParticipant);
};
