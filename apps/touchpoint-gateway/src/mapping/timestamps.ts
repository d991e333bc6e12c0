import { eventTime } from '@touchstone/contracts';
import type { Message } from './message';
import { Refusal } from './refusal';

/** As SDKs write it, and as it is kept. */
const usual = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const iso = /^(?!0000)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$/i;
const zone = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since the epoch of ISO 8601 text (UTC where it names no zone) or of a number of milliseconds; NaN for anything else. */
export const instant = (sent: unknown): number => {
  if (typeof sent === 'number') return sent >= earliest && sent <= latest ? Math.trunc(sent) : Number.NaN;
  if (typeof sent !== 'string') return Number.NaN;
  if (usual.test(sent)) return Date.parse(sent);
  if (!iso.test(sent)) return Number.NaN;
  const text = sent.replace(',', '.').replace(' ', 'T').replace(/\s/g, '').toUpperCase();
  return Date.parse(text.length === 10 || zone.test(text.slice(10)) ? text : `${text}Z`);
};

export interface Received {
  /** Ms since the epoch. */
  readonly receivedAt: number;
  /** As the request as a whole says; a message's own `sentAt` goes first. */
  readonly sentAt?: unknown;
  readonly imported: boolean;
}

/** The emitter's own time of the event: `timestamp`, or `originalTimestamp` as RudderStack writes it. */
export const sentTimestamp = (message: Message): string | number | undefined =>
  message.timestamp ?? message.originalTimestamp ?? undefined;

/** When the event happened, ISO 8601 in UTC with milliseconds. A `sentAt` that cannot be read is ignored. */
export const timeOf = (message: Message, { receivedAt, sentAt, imported }: Received): string | Refusal => {
  const sent = sentTimestamp(message);
  const timestamp = sent === undefined ? undefined : instant(sent);
  if (Number.isNaN(timestamp))
    return new Refusal(
      'invalid-timestamp',
      'The timestamp must be ISO 8601, as 2026-01-31T12:00:00.000Z, of the years 0001 to 9999.',
    );
  const sentTime = instant(message.sentAt ?? sentAt);
  const time = eventTime({ timestamp, sentAt: Number.isNaN(sentTime) ? undefined : sentTime, receivedAt, imported });
  if (time === timestamp && typeof sent === 'string' && usual.test(sent)) return sent;
  return new Date(Math.min(Math.max(time, earliest), latest)).toISOString();
};
