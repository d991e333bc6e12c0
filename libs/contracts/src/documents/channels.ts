import type { EventDefinition } from '../events/define-event';
import {
  cannotLinkLifted,
  customerLinked,
  customerMerged,
  customerSplit,
  mergeInstructed,
  rulesChanged,
  splitInstructed,
} from '../identity/decisions';
import { erasureRequested, identityErased } from '../identity/erasure';
import { salesEvents } from '../sales/events';
import { departmentTopic, inboundTopic, touchpointsTopic } from '../topics';
import { interactionRecorded, orderCancelled, orderCompleted, orderRefunded } from '../touchpoints/touchpoint-events';

/** Where events cross from one process to another: a topic of the bus, or streams of the store that others follow. */
export interface Channel {
  readonly name: string;
  readonly kind: 'topic' | 'streams';
  /** Name of the topic, or of each stream; `{parameter}` stands for what differs. */
  readonly address: string;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Project that writes, and those that read. */
  readonly sender: string;
  readonly receivers: readonly string[];
  /** Types of our own events. */
  readonly types: readonly string[];
  /** Departments declare their facts themselves. */
  readonly carriesDepartmentFacts?: true;
  /** Of anybody, as in the CloudEvents specification. */
  readonly carriesCloudEvents?: true;
}

const typesOf = (...definitions: readonly Pick<EventDefinition, 'type'>[]): string[] =>
  definitions.map(({ type }) => type);
const touchpoints = typesOf(interactionRecorded, orderCompleted, orderRefunded, orderCancelled);
const salesFacts = typesOf(...salesEvents.filter(({ participants }) => participants.length > 0));
const store = { kind: 'streams', sender: 'customer-repository' } as const;

/** Every topic, and every kind of stream of the customer repository's store. */
export const eventChannels: readonly Channel[] = [
  {
    name: 'touchpoints',
    kind: 'topic',
    address: touchpointsTopic,
    description:
      'Touchpoints that were accepted. Keyed by the primary source identity: order holds per key, delivery is at least once.',
    sender: 'touchpoint-gateway',
    receivers: ['customer-repository'],
    types: touchpoints,
  },
  {
    name: 'salesFacts',
    kind: 'topic',
    address: departmentTopic('sales'),
    description: 'Facts of sales about customers, keyed like touchpoints.',
    sender: 'sales-automation',
    receivers: ['customer-repository'],
    types: salesFacts,
  },
  {
    name: 'departmentFacts',
    kind: 'topic',
    address: departmentTopic('{department}'),
    description: 'Facts of a further department about customers, keyed like touchpoints.',
    parameters: { department: 'Name of the department, such as sales' },
    sender: 'the department',
    receivers: ['customer-repository'],
    types: [],
    carriesDepartmentFacts: true,
  },
  {
    name: 'inbound',
    kind: 'topic',
    address: inboundTopic('{sourceId}'),
    description: 'CloudEvents of one source, taken as over HTTP; there where the bus is Kafka.',
    parameters: { sourceId: 'Id of the source' },
    sender: 'any Kafka client that the ACLs of the topic let in',
    receivers: ['touchpoint-gateway'],
    types: [],
    carriesCloudEvents: true,
  },
  {
    ...store,
    name: 'identityStreams',
    address: 'identity-{identity}',
    description: 'Facts of one source identity, each stored once, and the end of its keys.',
    parameters: { identity: 'Opaque source identity, 32 hex digits' },
    receivers: ['customer-repository', 'projections'],
    types: [...touchpoints, ...salesFacts, ...typesOf(identityErased)],
    carriesDepartmentFacts: true,
  },
  {
    ...store,
    name: 'customerStreams',
    address: 'customer-{customerId}',
    description: 'Decisions about one customer.',
    parameters: { customerId: 'Id of the customer' },
    receivers: ['projections'],
    types: typesOf(customerLinked, customerMerged, customerSplit),
  },
  {
    ...store,
    name: 'instructionStreams',
    address: 'instruction-{instructionId}',
    description: 'What a person decided about who is who; one event each.',
    parameters: { instructionId: 'Id of the instruction, and of its event' },
    receivers: ['customer-repository', 'projections'],
    types: typesOf(mergeInstructed, splitInstructed, cannotLinkLifted),
  },
  {
    ...store,
    name: 'rulesStream',
    address: 'rules-resolution',
    description: 'The rules by which evidence links, version after version.',
    receivers: ['customer-repository'],
    types: typesOf(rulesChanged),
  },
  {
    ...store,
    name: 'erasureStreams',
    address: 'erasure-{erasureId}',
    description: 'Requests to forget a customer, written before any key is deleted.',
    parameters: { erasureId: 'Id of the erasure' },
    receivers: ['customer-repository', 'backup'],
    types: typesOf(erasureRequested),
  },
  {
    name: 'salesStreams',
    kind: 'streams',
    address: '{record}-{id}',
    description: "The sales department's own store: one stream per lead, opportunity, quote and so on.",
    parameters: { record: 'Kind of record, such as opportunity', id: 'Its UUID' },
    sender: 'sales-automation',
    receivers: ['sales-automation', 'projections'],
    types: typesOf(...salesEvents),
  },
];
