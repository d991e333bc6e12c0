import type { JsonObject } from '@touchstone/contracts';

export const messageTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type MessageType = (typeof messageTypes)[number];

type Id = string | number | null;

/** A Segment (RudderStack) message as sent, once its shape is checked. Null counts as absent everywhere. */
export interface Message {
  readonly type: MessageType;
  readonly messageId?: Id;
  readonly userId?: Id;
  readonly anonymousId?: Id;
  readonly groupId?: Id;
  readonly previousId?: Id;
  readonly event?: string | null;
  readonly name?: string | null;
  readonly category?: string | null;
  readonly channel?: string | null;
  readonly traits?: JsonObject | null;
  readonly properties?: JsonObject | null;
  readonly context?: JsonObject | null;
  readonly timestamp?: string | number | null;
  readonly originalTimestamp?: string | number | null;
  readonly sentAt?: string | number | null;
}

/** Text of an id that may be sent as a number; undefined when there is none. */
export const idText = (id: unknown): string | undefined => {
  if (typeof id === 'string') return id === '' ? undefined : id;
  return typeof id === 'number' ? String(id) : undefined;
};

export const objectOf = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
