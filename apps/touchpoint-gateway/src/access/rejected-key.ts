import type { Json } from '@touchstone/contracts';
import { sentIdentifiers } from '../mapping/identifiers';
import { objectOf, type Message } from '../mapping/message';
import { whoIn, type Identify } from '../mapping/participants';
import { Refusal } from '../mapping/refusal';

/** Source identity of whom a rejected event names, as far as it can be read. */
export const rejectedKey = (event: Json, identify: Identify): string | undefined => {
  const sent = objectOf(event);
  if (!sent) return undefined;
  try {
    // Not checked: it is rejected because it is not what a message should be.
    const identifiers = sentIdentifiers(sent as unknown as Message);
    if (identifiers instanceof Refusal) return undefined;
    const who = whoIn(identifiers, identify);
    return who instanceof Refusal ? undefined : who.subjects[0]?.identity;
  } catch {
    return undefined;
  }
};
