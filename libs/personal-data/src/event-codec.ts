import type { EventCodec, PlainEvent, PlainRecorded, RecordedEvent, WireEvent } from '@touchstone/contracts';
import { declared, findBoxes, openFound, type Definitions, type Unopened } from './open-event';
import { sealParts, splitByRole } from './seal-event';
import type { Vault } from './vault';

/** One event of a page: opened, or the reason why it cannot be (BoxUnreadable, or no upcast for its version). */
export type Opened = { readonly event: PlainRecorded } | { readonly recorded: RecordedEvent; readonly error: Error };

export interface SealingCodec extends EventCodec {
  /** Like `open`, but an event that cannot be opened stands as such in the answer instead of failing the whole page. */
  openEach(events: readonly RecordedEvent[]): Promise<Opened[]>;
}

/**
 * Seals under the keys of the vault and opens again. `seal` throws CannotSeal for a type that is not declared; `open`
 * passes such a type through as it is. One query at most per call, none when the keys are in memory.
 */
export const eventCodec = (
  vault: Pick<Vault, 'sealingKeys' | 'openingKeys'>,
  definitions: Definitions = declared,
): SealingCodec => ({
  async seal(events: readonly PlainEvent[]): Promise<WireEvent[]> {
    const split = events.map((event) => splitByRole(event, definitions(event.type)));
    const keys = await vault.sealingKeys(new Set(split.flatMap(({ parts }) => parts.map((part) => part.identity))));
    return split.map((unsealed) => sealParts(unsealed, keys));
  },

  async open(events: readonly RecordedEvent[]): Promise<PlainRecorded[]> {
    const found = events.map(findBoxes);
    const keys = await vault.openingKeys(found.flatMap(({ boxes }) => boxes));
    return found.map((unopened) => openFound(unopened, keys, definitions));
  },

  async openEach(events: readonly RecordedEvent[]): Promise<Opened[]> {
    const found = events.map((event) => attempt(event, () => findBoxes(event)));
    const keys = await vault.openingKeys(found.flatMap((one) => ('error' in one ? [] : one.value.boxes)));
    return found.map((one) => ('error' in one ? one : openOne(one.value, keys, definitions)));
  },
});

const openOne = (unopened: Unopened, keys: Parameters<typeof openFound>[1], definitions: Definitions): Opened => {
  const opened = attempt(unopened.event, () => openFound(unopened, keys, definitions));
  return 'error' in opened ? opened : { event: opened.value };
};

const attempt = <Value>(
  recorded: RecordedEvent,
  read: () => Value,
): { value: Value } | { recorded: RecordedEvent; error: Error } => {
  try {
    return { value: read() };
  } catch (error) {
    return { recorded, error: error as Error };
  }
};
