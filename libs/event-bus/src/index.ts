export { BusForbidden, BusRefused, BusSaturated, BusUnavailable } from './errors';
export type {
  BusGroup,
  BusMessage,
  Consumer,
  ConsumeOptions,
  ConsumerStatus,
  EventBus,
  HandleChunk,
  OutgoingMessage,
  ParkedFilter,
  ParkedMessage,
  ParkedPlace,
  Parking,
  PartitionLag,
  Poison,
  PublishReceipt,
  RepairRequest,
} from './port';
export { openInbound } from './kafka/inbound';
export type { Inbound, InboundOptions, InboundRecord } from './kafka/inbound';
export { kafkaEventBus } from './kafka/kafka-event-bus';
export type { KafkaBusOptions } from './kafka/kafka-event-bus';
export type { KafkaSettings } from './kafka/kafka-settings';
export { BusServer, RethrowErrors } from './nest/bus-server';
export type { BusServerOptions } from './nest/bus-server';
export { openBus } from './open-bus';
export type { BusSettings } from './open-bus';
export { freeMembers } from './postgres/free-members';
export { postgresEventBus } from './postgres/postgres-event-bus';
export type { PostgresBusOptions, PostgresEventBus } from './postgres/postgres-event-bus';
export { relay } from './relay/relay';
export type { Relay, RelayOptions, RelayStatus } from './relay/relay';
export { primarySubject } from './relay/relayed-message';
