import {
  isIdentifierType,
  isOrganisationType,
  type Identifier,
  type IdentifierType,
  type Json,
} from '@touchstone/contracts';
import { idText, objectOf, type Message } from './message';
import { Refusal } from './refusal';

/** Identifiers as sent, in no particular order. */
export interface SentIdentifiers {
  readonly person: readonly Identifier[];
  readonly organisation: readonly Identifier[];
}

export const maxIdentifiers = 32;

/** The type that an emitter's name of an identifier is: one of ours where it has that name, else `external.<name>`. */
export const externalType = (sent: string): IdentifierType | undefined => {
  const name = sent
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .slice(0, 32);
  if (isIdentifierType(name)) return isOrganisationType(name) ? undefined : name;
  const external = `external.${name}`;
  return isIdentifierType(external) ? external : undefined;
};

const externalIds = (sent: Json | undefined): Identifier[] => {
  if (!Array.isArray(sent)) return [];
  return sent.slice(0, maxIdentifiers + 1).flatMap((member) => {
    const one = objectOf(member);
    const value = idText(one?.['id']);
    const type = typeof one?.['type'] === 'string' ? externalType(one['type']) : undefined;
    return type !== undefined && value !== undefined ? [{ type, value }] : [];
  });
};

/**
 * Who a message names: the ids beside its type, the traits of a person (`traits` of every type but group, and
 * `context.traits`), `context.device.id`, `context.externalIds`. `properties` never identify: an e-mail address there may be anybody's.
 */
export const sentIdentifiers = (message: Message): SentIdentifiers | Refusal => {
  const person: Identifier[] = [];
  const organisation: Identifier[] = [];
  const add = (to: Identifier[], type: IdentifierType, sent: unknown): void => {
    const value = idText(sent);
    if (value !== undefined) to.push({ type, value });
  };
  add(person, 'user_id', message.userId);
  add(person, 'anonymous_id', message.anonymousId);
  if (message.type === 'alias') add(person, 'anonymous_id', message.previousId);
  const context = message.context ?? {};
  for (const traits of [message.type === 'group' ? undefined : message.traits, objectOf(context['traits'])]) {
    if (!traits) continue;
    add(person, 'email', traits['email']);
    add(person, 'phone', traits['phone']);
    add(person, 'loyalty_card', traits['loyaltyCard'] ?? traits['loyalty_card']);
  }
  add(person, 'device_id', objectOf(context['device'])?.['id']);
  person.push(...externalIds(context['externalIds']));
  add(organisation, 'group_id', message.groupId ?? context['groupId']);
  if (person.length > maxIdentifiers)
    return new Refusal('invalid-field', `One event may name at most ${maxIdentifiers} identifiers.`);
  return { person, organisation };
};
