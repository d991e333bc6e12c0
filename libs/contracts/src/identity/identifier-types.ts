/** Identifier types by priority: the first one that an event carries is its primary identity. Frozen (version 1). */
export const personIdentifierTypes = [
  'user_id',
  'email',
  'phone',
  'loyalty_card',
  'contact',
  'external',
  'anonymous_id',
  'device_id',
] as const;
export const organisationIdentifierTypes = ['group_id', 'account'] as const;

type PlainType = Exclude<(typeof personIdentifierTypes)[number], 'external'>;
export type IdentifierType = PlainType | `external.${string}` | (typeof organisationIdentifierTypes)[number];

/** An identifier as an emitter sent it or as a reader asks for it: personal data. */
export interface Identifier {
  readonly type: IdentifierType;
  readonly value: string;
}

const externalName = /^external\.[a-z0-9_]{1,32}$/;

export const isOrganisationType = (type: string): boolean =>
  (organisationIdentifierTypes as readonly string[]).includes(type);

export const isIdentifierType = (type: string): type is IdentifierType =>
  externalName.test(type) ||
  isOrganisationType(type) ||
  (type !== 'external' && (personIdentifierTypes as readonly string[]).includes(type));

/** Lower is stronger; organisations come after every person identifier. */
export const identifierPriority = (type: IdentifierType): number => {
  const family = type.startsWith('external.') ? 'external' : type;
  const person = (personIdentifierTypes as readonly string[]).indexOf(family);
  if (person >= 0) return person;
  return personIdentifierTypes.length + (organisationIdentifierTypes as readonly string[]).indexOf(family);
};
