import { randomFillSync } from 'node:crypto';

export const nonceLength = 12;
const pool = Buffer.allocUnsafeSlow(nonceLength * 1024);
let used = pool.length;

/** Writes a fresh random nonce into `target` at `offset`. Pooled: one call of the generator serves 1 024 nonces. */
export const writeNonce = (target: Buffer, offset: number): void => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(target, offset, used, used + nonceLength);
  used += nonceLength;
};
