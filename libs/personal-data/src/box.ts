import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BoxUnreadable } from './box-unreadable';
import { nonceLength, writeNonce } from './nonce-pool';

/**
 * ∞ A box: format byte | key generation (4 bytes, big endian) | nonce (12) | AES-256-GCM ciphertext | tag (16).
 * Format byte: the low 7 bits are the version (1), the high bit says that the plaintext was deflated (raw, RFC 1951).
 * The plaintext is UTF-8 text; from 4 KiB on it is deflated. Associated data: see `boxFor`.
 */
export const boxVersion = 1;
const deflated = 0x80;
const deflateFrom = 4096;
const header = 1 + 4 + nonceLength;
const tagLength = 16;
const cipher = 'aes-256-gcm';
const options = { authTagLength: tagLength };
// A box is at most one event (256 KiB); deflate cannot make it larger than this, so more is not ours.
const maxPlain = 16 * 1024 * 1024;

export interface DataKey {
  readonly identity: string;
  /** From 1; rises by one after each deletion. */
  readonly generation: number;
  readonly key: KeyObject;
}

/** ∞ Associated data: a box opens only for the event (its origin's id), the role and the identity that it was sealed for. */
export const boxFor = (id: string, role: string, identity: string): string => `${id}\n${role}\n${identity}`;

/** `nonce` is given by tests only: a nonce used twice under one key breaks the cipher. */
export const sealBox = ({ key, generation }: DataKey, text: string, associated: string, nonce?: Buffer): Buffer => {
  const plain = Buffer.from(text);
  const packed = plain.length >= deflateFrom ? deflateRawSync(plain, { level: 1 }) : plain;
  const box = Buffer.allocUnsafe(header + packed.length + tagLength);
  box[0] = packed === plain ? boxVersion : boxVersion | deflated;
  box.writeUInt32BE(generation, 1);
  if (nonce) nonce.copy(box, 5, 0, nonceLength);
  else writeNonce(box, 5);
  const sealing = createCipheriv(cipher, key, box.subarray(5, header), options);
  sealing.setAAD(Buffer.from(associated));
  sealing.update(packed).copy(box, header);
  sealing.final();
  sealing.getAuthTag().copy(box, header + packed.length);
  return box;
};

/** Generation of the key that opens the box. Throws BoxUnreadable when it is none of ours. */
export const boxGeneration = (box: Buffer): number => {
  if (box.length < header + tagLength) throw new BoxUnreadable('it is too short');
  if ((box[0]! & ~deflated) !== boxVersion) throw new BoxUnreadable(`its format ${box[0]} is not known`);
  return box.readUInt32BE(1);
};

/** Throws BoxUnreadable (without any content) when key, associated data or bytes do not belong together. */
export const openBox = ({ key, generation }: DataKey, box: Buffer, associated: string): string => {
  if (boxGeneration(box) !== generation) throw new BoxUnreadable('it was sealed by another generation of the key');
  const opening = createDecipheriv(cipher, key, box.subarray(5, header), options);
  opening.setAAD(Buffer.from(associated));
  opening.setAuthTag(box.subarray(box.length - tagLength));
  const packed = opening.update(box.subarray(header, box.length - tagLength));
  try {
    opening.final();
    return (box[0]! & deflated ? inflateRawSync(packed, { maxOutputLength: maxPlain }) : packed).toString();
  } catch {
    throw new BoxUnreadable('key, associated data and bytes do not belong together');
  }
};
