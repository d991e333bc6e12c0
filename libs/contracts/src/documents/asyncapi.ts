import { catalogue } from '../catalogue';
import type { EventDefinition } from '../events/define-event';
import { eventChannels, type Channel } from './channels';
import {
  cloudEventHeaders,
  foreignDataSchema,
  foreignHeaders,
  headersOf,
  metadataSchema,
  wireDataSchema,
  type Schema,
} from './wire-schemas';

const nameOf = ({ type, schemaVersion }: EventDefinition): string => `${type}.v${schemaVersion}`;
const byName = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(entries);

const messageOf = (definition: EventDefinition): Schema => ({
  name: nameOf(definition),
  title: definition.type,
  summary: definition.schema.description,
  contentType: 'application/json',
  headers: headersOf(definition),
  payload: wireDataSchema(definition),
});

const departmentFact = 'departmentFact';
const ourAreas = (definitions: readonly EventDefinition[]): string =>
  [...new Set(definitions.map(({ type }) => type.split('.', 1)[0]))].join('|');
const departmentFactMessage = (definitions: readonly EventDefinition[]): Schema => ({
  name: departmentFact,
  title: 'A fact of a department',
  summary: 'Declared by the department, <department>.<stream>.<fact>; carried on as it is, boxes sealed.',
  contentType: 'application/json',
  headers: foreignHeaders(`^(?!(${ourAreas(definitions)})\\.)[a-z]+\\.[a-z_]+\\.[a-z_]+$`),
  payload: foreignDataSchema,
});

const cloudEvent = 'cloudEvent';
const cloudEventMessage: Schema = {
  name: cloudEvent,
  title: 'A CloudEvent 1.0 of an emitter',
  summary: 'In binary mode by the headers ce_*, or structured with the content type application/cloudevents+json.',
  headers: cloudEventHeaders,
  payload: { description: 'The data in binary mode, the whole event in structured mode; see docs/cloudevents.md' },
};

/** Names of the messages of a channel. */
const messagesOf = (
  { types, carriesDepartmentFacts, carriesCloudEvents }: Channel,
  definitions: readonly EventDefinition[],
): string[] => [
  ...definitions.filter(({ type }) => types.includes(type)).map(nameOf),
  ...(carriesDepartmentFacts ? [departmentFact] : []),
  ...(carriesCloudEvents ? [cloudEvent] : []),
];

const channelOf = (channel: Channel, definitions: readonly EventDefinition[]): Schema => ({
  address: channel.address,
  description: channel.description,
  tags: [{ name: channel.kind === 'topic' ? 'event bus' : 'event store' }],
  ...(channel.parameters && {
    parameters: byName(Object.entries(channel.parameters).map(([name, description]) => [name, { description }])),
  }),
  messages: byName(messagesOf(channel, definitions).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
});

const operationsOf = (channel: Channel, definitions: readonly EventDefinition[]): [string, Schema][] => {
  const of = (action: 'send' | 'receive', title: string): Schema => ({
    action,
    title,
    channel: { $ref: `#/channels/${channel.name}` },
    messages: messagesOf(channel, definitions).map((name) => ({ $ref: `#/channels/${channel.name}/messages/${name}` })),
  });
  return [
    [`${channel.name}.send`, of('send', `Written by ${channel.sender}`)],
    [`${channel.name}.receive`, of('receive', `Read by ${channel.receivers.join(', ')}`)],
  ];
};

/** Events that no channel names: nobody could learn where they are to be found. */
export const withoutChannel = (definitions = catalogue, channels = eventChannels): string[] =>
  definitions.map(({ type }) => type).filter((type) => !channels.some(({ types }) => types.includes(type)));

/**
 * AsyncAPI 3 document: which events cross from process to process, on which topic of the bus or in which streams of the
 * store, and what of them is readable. Headers are the envelope, the payload is the data.
 */
export const asyncapi = (version = '1.0.0', definitions = catalogue, channels = eventChannels): Schema => ({
  asyncapi: '3.1.0',
  info: {
    title: 'Touchstone',
    version,
    description: 'Events between the services. Personal fields lie in sealed boxes, one per role.',
  },
  defaultContentType: 'application/json',
  channels: byName(channels.map((channel) => [channel.name, channelOf(channel, definitions)])),
  operations: byName(channels.flatMap((channel) => operationsOf(channel, definitions))),
  components: {
    messages: {
      ...byName(definitions.map((definition) => [nameOf(definition), messageOf(definition)])),
      [departmentFact]: departmentFactMessage(definitions),
      [cloudEvent]: cloudEventMessage,
    },
    schemas: { metadata: metadataSchema },
  },
});
