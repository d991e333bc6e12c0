import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { nonceLength, writeNonce } from './nonce-pool';

const cipher = 'aes-256-gcm';
const version = 1;
const tagLength = 16;

/** The wrapping key is not the one that wrapped what is in the database, or the row is damaged. */
export class WrongWrappingKey extends Error {
  constructor(what: string) {
    super(
      `The wrapping key does not open ${what}: it is another one than when the keys were made, or the row is damaged.`,
    );
    this.name = 'WrongWrappingKey';
  }
}

/** ∞ Wrapped key: format byte 1 | nonce (12) | AES-256-GCM ciphertext | tag (16). `name` is its associated data. */
export interface Wrapping {
  wrap(name: string, secret: Buffer): Buffer;
  unwrap(name: string, wrapped: Buffer): Buffer;
}

export const wrappingWith = (wrappingKey: Buffer): Wrapping => {
  if (wrappingKey.length !== 32) throw new Error('The wrapping key must have 32 bytes.');
  const key: KeyObject = createSecretKey(wrappingKey);
  return {
    wrap(name, secret) {
      const head = Buffer.allocUnsafe(1 + nonceLength);
      head[0] = version;
      writeNonce(head, 1);
      const sealing = createCipheriv(cipher, key, head.subarray(1), { authTagLength: tagLength });
      sealing.setAAD(Buffer.from(name));
      return Buffer.concat([head, sealing.update(secret), sealing.final(), sealing.getAuthTag()]);
    },
    unwrap(name, wrapped) {
      try {
        if (wrapped[0] !== version) throw new Error('format');
        const end = wrapped.length - tagLength;
        const opening = createDecipheriv(cipher, key, wrapped.subarray(1, 1 + nonceLength), {
          authTagLength: tagLength,
        });
        opening.setAAD(Buffer.from(name));
        opening.setAuthTag(wrapped.subarray(end));
        return Buffer.concat([opening.update(wrapped.subarray(1 + nonceLength, end)), opening.final()]);
      } catch {
        throw new WrongWrappingKey(name);
      }
    },
  };
};
