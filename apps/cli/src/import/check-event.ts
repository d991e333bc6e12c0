import { ingestLimits, isIdentifierType, normaliseIdentifier, type Identifier } from '@touchstone/contracts';
import { Misfit, type ImportEvent } from './misfit';

const tooLarge = new Misfit('too-large', 'The event is larger than 256 KiB.');
const nobody = new Misfit('missing-identifier', "No column of the mapping's identity holds anything.");
const unusable = new Misfit('unusable-identifier', 'The identifiers are placeholders, or not of their type.');
const nameless = new Misfit('missing-event-name', 'A track needs an event.');
const noGroup = new Misfit('missing-group-id', 'A group needs a group_id.');

type Context = {
  readonly traits?: Record<string, unknown>;
  readonly device?: { readonly id?: unknown };
  readonly externalIds?: readonly { readonly type: string; readonly id: string }[];
};

const candidates = function* (event: ImportEvent): Generator<readonly [string, unknown]> {
  yield ['user_id', event['userId']];
  const { traits, device, externalIds } = (event['context'] ?? {}) as Context;
  yield ['email', traits?.['email']];
  yield ['phone', traits?.['phone']];
  yield ['loyalty_card', traits?.['loyaltyCard']];
  yield ['anonymous_id', event['anonymousId']];
  yield ['device_id', device?.id];
  yield ['group_id', event['groupId']];
  for (const { type, id } of externalIds ?? []) yield [isIdentifierType(type) ? type : `external.${type}`, id];
};

// In which country a telephone number without a country code lies, only the source knows.
const isUsable = (type: string, value: string): boolean =>
  type === 'phone' || normaliseIdentifier({ type, value } as Identifier) !== undefined;

const whoIsMissing = (event: ImportEvent): Misfit | undefined => {
  let isNamed = false;
  for (const [type, value] of candidates(event)) {
    if (value === undefined) continue;
    if (isUsable(type, String(value))) return undefined;
    isNamed = true;
  }
  return isNamed ? unusable : nobody;
};

/** An event of few characters cannot exceed the limit: a value may be used several times, and a character has at most 6 bytes. */
const surelyFits = 2_048;

export const isTooLarge = (event: ImportEvent, length: number): boolean =>
  length > surelyFits && Buffer.byteLength(JSON.stringify(event)) > ingestLimits.eventBytes;

/** What the gateway will say of an event, as far as it can be known without the source's settings. */
export const checkEvent = (event: ImportEvent, length: number): ImportEvent | Misfit => {
  if (event.type === 'track' && !event['event']) return nameless;
  if (event.type === 'group' && event['groupId'] === undefined) return noGroup;
  if (isTooLarge(event, length)) return tooLarge;
  return whoIsMissing(event) ?? event;
};
