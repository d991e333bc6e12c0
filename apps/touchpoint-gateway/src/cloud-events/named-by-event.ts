import {
  isIdentifierType,
  isOrganisationType,
  type Identifier,
  type IdentifierType,
  type Json,
  type JsonObject,
} from '@touchstone/contracts';
import { externalType, maxIdentifiers, type SentIdentifiers } from '../mapping/identifiers';
import { idText, objectOf } from '../mapping/message';
import { Refusal } from '../mapping/refusal';

const fields: readonly (readonly [field: string, type: IdentifierType])[] = [
  ['userId', 'user_id'],
  ['anonymousId', 'anonymous_id'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['groupId', 'group_id'],
];
const traitFields: typeof fields = [
  ['email', 'email'],
  ['phone', 'phone'],
  ['loyaltyCard', 'loyalty_card'],
  ['loyalty_card', 'loyalty_card'],
];

const identifier = (type: IdentifierType | undefined, sent: unknown): Identifier[] => {
  const value = idText(sent);
  return type === undefined || value === undefined ? [] : [{ type, value }];
};
const fromFields = (from: JsonObject | undefined, of: typeof fields): Identifier[] =>
  from ? of.flatMap(([field, type]) => identifier(type, from[field])) : [];

const fromSubject = (subject: string | undefined): Identifier[] => {
  const colon = subject?.indexOf(':') ?? -1;
  const type = subject?.slice(0, Math.max(colon, 0)) ?? '';
  return isIdentifierType(type) ? identifier(type, subject!.slice(colon + 1)) : [];
};

const fromList = (list: Json | undefined): Identifier[] => {
  if (!Array.isArray(list)) return [];
  return list.slice(0, maxIdentifiers + 1).flatMap((member) => {
    const { type, value } = objectOf(member) ?? {};
    if (typeof type !== 'string') return [];
    return identifier(isIdentifierType(type) ? type : externalType(type), value);
  });
};

/**
 * Whom a CloudEvent names: its subject `<identifier type>:<value>`, and in its data `userId`, `anonymousId`, `email`, `phone`,
 * `groupId`, `identifiers` `[{ type, value }]`, and `email`, `phone`, `loyaltyCard` of `traits`.
 */
export const namedByEvent = (subject: string | undefined, data: JsonObject | undefined): SentIdentifiers | Refusal => {
  const all = [
    ...fromSubject(subject),
    ...fromFields(data, fields),
    ...fromList(data?.['identifiers']),
    ...fromFields(objectOf(data?.['traits']), traitFields),
  ];
  const organisation = all.filter(({ type }) => isOrganisationType(type));
  const person = all.filter(({ type }) => !isOrganisationType(type));
  if (all.length === 0)
    return new Refusal(
      'missing-identifier',
      'The event names nobody: send a subject such as user_id:<id>, or userId, anonymousId, email, phone, groupId or identifiers in its data.',
    );
  if (person.length > maxIdentifiers)
    return new Refusal('invalid-field', `One event may name at most ${maxIdentifiers} identifiers.`);
  return { person, organisation };
};
