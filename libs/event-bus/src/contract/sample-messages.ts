import { randomBytes, randomUUID } from 'node:crypto';
import type { WireEvent } from '@touchstone/contracts';
import type { BusMessage, OutgoingMessage } from '../port';

export const partitions = 24;

/** A new key of the partition. */
export const keyIn = (partition: number): string =>
  (partition + partitions * randomBytes(3).readUIntBE(0, 3)).toString(16).padStart(8, '0') +
  randomBytes(12).toString('hex');

export const sampleEvent = (n: number, more: Partial<WireEvent> = {}): WireEvent => ({
  id: randomUUID(),
  type: 'test.sample.happened',
  schemaVersion: 3,
  data: `{"n":${n},"text":"\\u0000 \\"é\\" \\\\ 漢 😀","sealed":{"subject":"AA=="}}`,
  metadata: { source: 'test', time: '2026-01-01T00:00:00.000Z', participants: ['subject:email:00'] },
  ...more,
});

export const message = (topic: string, key: string, n: number): OutgoingMessage => ({
  topic,
  key,
  event: sampleEvent(n),
});

/** `count` messages of each key, numbered within the key, key after key in turn. */
export const series = (topic: string, keys: readonly string[], count: number, from = 0): OutgoingMessage[] =>
  Array.from({ length: count }, (_, n) => keys.map((key) => message(topic, key, from + n))).flat();

export const numberOf = ({ event }: { event: WireEvent }): number => (JSON.parse(event.data) as { n: number }).n;

/** Numbers per key in the order seen. */
export const byKey = (seen: readonly { key: string; n: number }[]): Record<string, number[]> => {
  const numbers: Record<string, number[]> = {};
  for (const { key, n } of seen) (numbers[key] ??= []).push(n);
  return numbers;
};
export const numbered = (messages: readonly BusMessage[]) =>
  messages.map((one) => ({ key: one.key, n: numberOf(one) }));

/** Without what came again: the order in which each message was seen first. */
export const firstSeen = (seen: readonly { key: string; n: number }[]) => {
  const known = new Set<string>();
  return seen.filter(({ key, n }) => !known.has(`${key} ${n}`) && known.add(`${key} ${n}`));
};
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
