import { definitionOf, sealedField, sealingId, upcastToCurrent } from '@touchstone/contracts';
import type { EventDefinition, PlainRecorded, RecordedEvent } from '@touchstone/contracts';
import { boxFor, boxGeneration, openBox, type DataKey } from './box';
import { BoxUnreadable } from './box-unreadable';
import type { KeyName } from './key-rows';
import { primaryIdentities } from './primary-identities';
import { keyId } from './vault';

interface NamedBox extends KeyName {
  readonly role: string;
  readonly box: Buffer;
}

/** An event whose boxes are found but not opened yet. */
export interface Unopened {
  readonly event: RecordedEvent;
  readonly data: Record<string, unknown>;
  readonly boxes: readonly NamedBox[];
}

export type Definitions = (type: string) => EventDefinition | undefined;
export const declared: Definitions = definitionOf;

/** Parses the data and finds the boxes with the names of their keys. Throws BoxUnreadable. */
export const findBoxes = (event: RecordedEvent): Unopened => {
  const data = parse(event.data, event.id, 'data');
  const sealed = data[sealedField] as Record<string, string> | undefined;
  if (sealed === undefined) return { event, data, boxes: [] };
  delete data[sealedField];
  const identities = primaryIdentities(event.metadata.participants);
  const boxes = Object.entries(sealed).map(([role, text]) => {
    const identity = identities.get(role);
    if (identity === undefined) throw new BoxUnreadable('its role has no participant', event.id, role);
    const box = Buffer.from(text, 'base64');
    return { role, box, identity, generation: named(event, role, () => boxGeneration(box)) };
  });
  return { event, data, boxes };
};

/** Opens what has a key, names the roles that have none, and brings known types to their current version. */
export const openFound = (
  { event, data, boxes }: Unopened,
  keys: ReadonlyMap<string, DataKey>,
  definitions: Definitions,
): PlainRecorded => {
  const erased: string[] = [];
  for (const { role, box, identity, generation } of boxes) {
    const key = keys.get(keyId(identity, generation));
    if (!key) {
      erased.push(role);
      continue;
    }
    const text = named(event, role, () => openBox(key, box, boxFor(sealingId(event), role, identity)));
    Object.assign(data, parse(text, event.id, role));
  }
  const definition = definitions(event.type);
  const current = definition ? upcastToCurrent(definition, event.schemaVersion, data) : data;
  const schemaVersion = definition ? Math.max(definition.schemaVersion, event.schemaVersion) : event.schemaVersion;
  return { ...event, schemaVersion, data: current, ...(erased.length > 0 ? { erased } : {}) };
};

const named = <Value>(event: RecordedEvent, role: string, read: () => Value): Value => {
  try {
    return read();
  } catch (error) {
    throw error instanceof BoxUnreadable ? new BoxUnreadable(error.reason, event.id, role) : error;
  }
};

// A parser's own message quotes the text that it read.
const parse = (text: string, id: string, role: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new BoxUnreadable('its text is no JSON', id, role);
  }
};
