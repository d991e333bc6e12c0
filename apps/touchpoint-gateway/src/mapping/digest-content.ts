import { canonicalJson } from '@touchstone/contracts';
import { objectOf, type Message } from './message';
import { sentTimestamp } from './timestamps';

/**
 * ∞ What two sendings of one event have in common, as canonical text: type, identities as sent, event name, properties,
 * traits, and the timestamp only if one was sent. Fields, not extracted identifiers, so that a later rule for reading
 * identifiers never turns a resend into a conflict.
 */
export const digestContent = (message: Message): string => {
  const context = message.context ?? {};
  return canonicalJson({
    type: message.type,
    event: present(message.event),
    name: present(message.name),
    category: present(message.category),
    userId: present(message.userId),
    anonymousId: present(message.anonymousId),
    groupId: present(message.groupId),
    previousId: present(message.previousId),
    contextTraits: present(context['traits']),
    contextGroupId: present(context['groupId']),
    contextDeviceId: present(objectOf(context['device'])?.['id']),
    contextExternalIds: present(context['externalIds']),
    properties: present(message.properties),
    traits: present(message.traits),
    timestamp: sentTimestamp(message),
  });
};

const present = (value: unknown): unknown => value ?? undefined;
