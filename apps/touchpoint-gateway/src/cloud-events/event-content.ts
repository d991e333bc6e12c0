import { canonicalJson, type CloudEvent, type JsonObject } from '@touchstone/contracts';

/** A valid RFC 3339 time as an instant, ISO 8601 in UTC with milliseconds; a leap second is the second before it. */
export const instantOf = (time: string): string =>
  new Date(time.toUpperCase().replace(/^(.{17})60/, '$159')).toISOString();

/** Data as a member of JSON: bytes as Base64. */
export const dataMember = ({ data }: CloudEvent): JsonObject => {
  if (data === undefined) return {};
  return data instanceof Uint8Array ? { data_base64: Buffer.from(data).toString('base64') } : { data };
};

/**
 * ∞ What two sendings of one CloudEvent have in common: type, subject, time as an instant (whoever passes the event on may
 * write the same time differently), and data, in whichever mode they came.
 */
export const eventContent = (event: CloudEvent): string =>
  canonicalJson({
    type: event.type,
    subject: event.subject,
    time: event.time === undefined ? undefined : instantOf(event.time),
    ...dataMember(event),
  });
