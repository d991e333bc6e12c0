import { partitionOf, type WireEvent } from '@touchstone/contracts';
import { BusRefused } from '../errors';
import type { BusMessage, OutgoingMessage } from '../port';

/** JSON text holds no raw control character, so this one can separate messages in one parameter. */
export const separator = '\u001f';

/** Messages of one publication in the form that the publish function takes. */
export interface PackedMessages {
  readonly count: number;
  readonly bytes: number;
  readonly partitions: readonly number[];
  readonly keys: readonly string[];
  readonly events: readonly string[];
  readonly datas: readonly string[];
}

/** Everything of the event but its data. */
export const headText = ({ id, type, schemaVersion, metadata }: WireEvent): string =>
  JSON.stringify({ id, type, schemaVersion, metadata });

export const toEvent = (head: string, data: string): WireEvent =>
  Object.assign(JSON.parse(head) as Omit<WireEvent, 'data'>, { data });

/** Partition of a message. Throws BusRefused for one that no bus can carry. */
export const partitionFor = ({ key, event }: Pick<OutgoingMessage, 'key' | 'event'>, partitions: number): number => {
  const partition = partitionOf(key, partitions);
  if (!(partition >= 0) || key.includes(separator) || key.includes('\0'))
    throw new BusRefused(`Event ${event.id} has no key of hex digits, so it belongs to no partition.`);
  if (event.data.includes(separator) || event.data.includes('\0'))
    throw new BusRefused(`Event ${event.id} has data that is no JSON text.`);
  return partition;
};

export const packMessages = (messages: readonly OutgoingMessage[], partitionsOfTopic: number): PackedMessages => {
  let bytes = 0;
  const packed = { partitions: [] as number[], keys: [] as string[], events: [] as string[], datas: [] as string[] };
  for (const { key, event } of messages) {
    const partition = partitionFor({ key, event }, partitionsOfTopic);
    const head = headText(event);
    bytes += head.length + event.data.length;
    packed.partitions.push(partition);
    packed.keys.push(key);
    packed.events.push(head);
    packed.datas.push(event.data);
  }
  return { ...packed, bytes, count: messages.length };
};

export interface MessageRow {
  readonly topic: number;
  readonly partition: number;
  /** bigint as text */
  readonly offset: string;
  readonly key: string;
  readonly event: string;
  readonly data: string;
}

export const toMessage = (row: MessageRow, topic: string): BusMessage => ({
  topic,
  partition: row.partition,
  offset: Number(row.offset),
  key: row.key,
  event: toEvent(row.event, row.data),
});
