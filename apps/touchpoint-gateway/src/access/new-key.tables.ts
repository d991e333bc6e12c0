import { randomBytes } from 'node:crypto';

/** A new key, shown once: 256 random bits. The prefix says what it is, so that a scanner for leaked secrets finds it. */
export const newKey = (kind: 'write' | 'api'): string =>
  `ts${kind === 'write' ? 'w' : 'a'}_${randomBytes(32).toString('base64url')}`;
