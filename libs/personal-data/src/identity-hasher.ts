import { createHmac, createSecretKey } from 'node:crypto';
import { identityMessage } from '@touchstone/contracts';

/** ∞ Opaque source identity of a normalised identifier: 32 lower-case hex digits (128 bits). */
export type IdentityHasher = (type: string, normalised: string) => string;

/** `pepper` is a secret of 32 bytes; another pepper gives other identities for everybody. */
export const identityHasher = (pepper: Buffer): IdentityHasher => {
  const key = createSecretKey(pepper);
  return (type, normalised) =>
    createHmac('sha256', key).update(identityMessage(type, normalised)).digest('hex').slice(0, 32);
};
