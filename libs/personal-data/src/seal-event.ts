import { sealedField, sealingId } from '@touchstone/contracts';
import type { EventDefinition, PlainEvent, WireEvent } from '@touchstone/contracts';
import { boxFor, sealBox, type DataKey } from './box';
import { primaryIdentities } from './primary-identities';

/** The event cannot be sealed as it is: nothing of it may be written. Says the type and the rule, never a value. */
export class CannotSeal extends Error {
  constructor(type: string, id: string, why: string) {
    super(`Event ${id} of type ${type} cannot be sealed: ${why}.`);
    this.name = 'CannotSeal';
  }
}

/** The parts of an event: what stays clear, and one text per role under the key of one identity. */
export interface Unsealed {
  readonly event: PlainEvent;
  readonly clear: Record<string, unknown>;
  readonly parts: readonly {
    readonly role: string;
    readonly identity: string;
    readonly fields: Record<string, unknown>;
  }[];
}

export const splitByRole = (event: PlainEvent, definition: EventDefinition | undefined): Unsealed => {
  if (!definition)
    throw new CannotSeal(event.type, event.id, 'its type is not declared, so nobody knows what is personal');
  if (definition.schemaVersion !== event.schemaVersion)
    throw new CannotSeal(event.type, event.id, `version ${event.schemaVersion} is not the current one`);
  if (sealedField in event.data) throw new CannotSeal(event.type, event.id, `it has a field ${sealedField} already`);
  const clear: Record<string, unknown> = {};
  const byRole = new Map<string, Record<string, unknown>>();
  for (const field in event.data) {
    const value = event.data[field];
    if (value === undefined) continue;
    const role = definition.personal[field];
    if (role === undefined) clear[field] = value;
    else {
      const fields = byRole.get(role);
      if (fields) fields[field] = value;
      else byRole.set(role, { [field]: value });
    }
  }
  if (byRole.size === 0) return { event, clear, parts: [] };
  const identities = primaryIdentities(event.metadata.participants);
  const parts = [...byRole].map(([role, fields]) => {
    const identity = identities.get(role);
    if (identity === undefined)
      throw new CannotSeal(event.type, event.id, `it has personal fields of role ${role} and no such participant`);
    return { role, identity, fields };
  });
  return { event, clear, parts };
};

export const sealParts = ({ event, clear, parts }: Unsealed, keys: ReadonlyMap<string, DataKey>): WireEvent => {
  const id = sealingId(event);
  const boxes = parts.map(({ role, identity, fields }) => {
    const box = sealBox(keys.get(identity)!, JSON.stringify(fields), boxFor(id, role, identity));
    return `"${role}":"${box.toString('base64')}"`;
  });
  const text = JSON.stringify(clear);
  const data =
    boxes.length === 0 ? text : `${text.slice(0, -1)}${text === '{}' ? '' : ','}"${sealedField}":{${boxes.join(',')}}}`;
  return { id: event.id, type: event.type, schemaVersion: event.schemaVersion, data, metadata: event.metadata };
};
