import { channels, contactKinds, meanings, pairStates, roles, touchpointKinds } from '@touchstone/contracts';

export type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const maybeText = { type: ['string', 'null'] };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const maybeTime = { type: ['string', 'null'], format: 'date-time' };
const maybeUuid = { type: ['string', 'null'], format: 'uuid' };
const freeForm = { type: ['object', 'null'], additionalProperties: true };
const decimal = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
const identity = { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Opaque id of an identifier.' };

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
/** Every named member is there, unless it stands in `optional`; answers may grow, so others are allowed. */
export const object = (properties: Record<string, Schema>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const mapOf = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });
export const pageOf = (name: string): Schema =>
  object({ items: listOf(ref(name)), next: { ...maybeText, description: 'Cursor of the next page.' } });

const side = object({ identity, type: maybeText, value: maybeText, customerId: maybeUuid });
const organisation = object({ identity, type: maybeText, value: maybeText, customerId: maybeUuid });

/** JSON Schemas (2020-12) of the answers, by the name that the OpenAPI document gives them. */
export const schemas: Readonly<Record<string, Schema>> = {
  Problem: object(
    {
      type: text,
      title: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text,
      instance: text,
      errors: listOf(object({ pointer: text, detail: text })),
      stage: { enum: ['relay', 'inbox', 'resolver', 'projection'] },
      events: listOf(uuid),
    },
    ['detail', 'instance', 'errors', 'stage', 'events'],
  ),
  Amount: object({
    currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'XXX when the emitter named none.' },
    amount: decimal,
  }),
  Identifier: object({ type: text, value: text }),
  StoreMarks: object({
    slots: mapOf(mapOf({ ...text, description: 'Every event at or before it is in the rows.' })),
    levelAt: time,
  }),
  Marks: object(
    {
      inbox: mapOf({ ...count, description: 'Next offset: everything before it is stored, parked or quarantined.' }),
      inboxLevelAt: time,
      resolver: text,
      head: { ...text, description: 'The end of the store.' },
      parked: listOf(text),
      slots: mapOf(mapOf(text)),
      levelAt: { ...time, description: 'When every read model of customers was last level with the store.' },
      departments: mapOf(ref('StoreMarks')),
    },
    ['inboxLevelAt', 'departments'],
  ),
  Profile: object({
    id: uuid,
    aliases: { ...listOf(uuid), description: 'Ids of customers that were absorbed; they answer with this one.' },
    kind: { enum: ['person', 'organisation'] },
    name: maybeText,
    traits: { type: 'object', additionalProperties: true },
    identifiers: listOf(ref('Identifier')),
    firstSeenAt: maybeTime,
    lastSeenAt: maybeTime,
    touchpoints: count,
    channels: listOf({ enum: channels }),
    activity: {
      type: 'object',
      propertyNames: { enum: meanings },
      additionalProperties: object({ count, lastAt: time }),
      description: 'How often, and when last, something happened whose name is recognised.',
    },
    email: object({
      engagedAt: { ...maybeTime, description: 'When an e-mail was last opened or clicked.' },
      unsubscribedAt: maybeTime,
      bouncedAt: maybeTime,
    }),
    conversations: object({
      count: { ...count, description: 'Conversations that were started.' },
      lastAt: { ...maybeTime, description: 'The latest event of any conversation.' },
    }),
    orders: object({
      count: { ...count, description: 'Orders that are not cancelled.' },
      revenue: { ...listOf(ref('Amount')), description: 'Net of refunds and credit notes.' },
      grossRevenue: listOf(ref('Amount')),
    }),
    sales: {
      ...object({
        owner: {
          ...object({ person: text, since: time }),
          type: ['object', 'null'],
          description: 'Whose the lead, contact or account is that was assigned last.',
        },
        openDeals: object({
          count: {
            ...count,
            description: 'Opportunities in which the customer takes part, as a person or as the account.',
          },
          amounts: listOf(ref('Amount')),
        }),
        lastContact: {
          ...object({ at: time, by: text, kind: { enum: contactKinds } }),
          type: ['object', 'null'],
          description: 'The last call, visit or meeting that sales had with the customer.',
        },
        incomplete: { ...flag, description: 'A fact of sales could not be read yet; somebody has to repair it.' },
      }),
      type: ['object', 'null'],
      description: 'What sales has with the customer; null while that is being built for the first time.',
    },
    incomplete: { ...flag, description: 'A fact of this customer could not be read yet; somebody has to repair it.' },
    erased: { ...flag, description: 'Personal data of this customer was erased.' },
  }),
  CustomerList: pageOf('Profile'),
  TimelineEntry: object({
    id: uuid,
    type: text,
    name: { ...maybeText, description: 'As the emitter called it.' },
    kind: { enum: [...touchpointKinds, null] },
    channel: { enum: [...channels, null] },
    meaning: { enum: [...meanings, null], description: 'What its name is reserved for; null for any other name.' },
    occurredAt: time,
    recordedAt: time,
    source: { ...text, description: 'Id of the source that sent it.' },
    order: {
      ...object({ source: maybeText, id: text, amount: { ...decimal, type: ['string', 'null'] }, currency: maybeText }),
      type: ['object', 'null'],
    },
    money: {
      anyOf: [ref('Amount'), { type: 'null' }],
      description: 'Of an order, refund or cancellation; of anything else what was at stake, which counts nowhere.',
    },
    conversation: { ...maybeText, description: 'Id of the conversation.' },
    campaign: { ...maybeText, description: 'Id of the campaign of an e-mail.' },
    properties: freeForm,
    traits: freeForm,
    traceId: maybeText,
    role: { enum: roles },
    imported: flag,
    erased: flag,
  }),
  TimelinePage: pageOf('TimelineEntry'),
  IdentityGraph: object({
    id: uuid,
    identities: listOf(
      object({ identity, type: text, value: { ...maybeText, description: 'Null when it was erased.' } }),
    ),
    aliases: listOf(uuid),
    pairs: listOf(
      object({
        left: identity,
        right: identity,
        state: { enum: pairStates },
        rule: { ...maybeText, description: 'The limit, or cannot-link, that keeps the two apart.' },
        evidence: object({ eventId: uuid, occurredAt: maybeTime }),
        decidedAt: time,
      }),
    ),
    decisions: listOf(
      object({
        eventId: uuid,
        kind: { enum: ['linked', 'merged', 'split'] },
        cause: uuid,
        ruleVersion: count,
        decidedAt: time,
      }),
    ),
    memberships: listOf(object({ person: identity, organisation, firstAt: time, lastAt: time })),
    instructions: listOf(
      object({
        eventId: uuid,
        kind: { enum: ['merge', 'split', 'lift'] },
        left: listOf(identity),
        right: listOf(identity),
        by: text,
        reason: maybeText,
        at: time,
        erased: flag,
      }),
    ),
  }),
  QuarantinedPair: object({ left: side, right: side, rule: maybeText, evidence: uuid, decidedAt: time }),
  QuarantinePage: pageOf('QuarantinedPair'),
  Membership: object({
    person: object({ identity, customerId: maybeUuid }),
    organisation,
    firstAt: time,
    lastAt: time,
  }),
  MembershipPage: pageOf('Membership'),
};
