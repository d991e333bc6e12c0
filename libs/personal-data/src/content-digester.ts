import { createHmac, createSecretKey } from 'node:crypto';

/** ∞ Digest of an event's content as sent (canonical JSON text): 64 lower-case hex digits. */
export type ContentDigester = (text: string) => string;

// Keyed: a plain hash of short contents could be guessed back to the e-mail address in it.
export const contentDigester = (secret: Buffer): ContentDigester => {
  const key = createSecretKey(secret);
  return (text) => createHmac('sha256', key).update(text).digest('hex');
};
