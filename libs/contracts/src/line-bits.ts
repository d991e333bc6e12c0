/** Bit n of block b stands for line b * linesPerBlock + n; the first bit is the leftmost. ∞ Receipts are stored so. */
export const linesPerBlock = 1024;

/** Which blocks these lines lie in, and the bits of each as hex text. */
export const lineBits = (lines: readonly number[]): Map<number, string> => {
  const blocks = new Map<number, Buffer>();
  for (const line of lines) {
    const block = Math.floor(line / linesPerBlock);
    let bits = blocks.get(block);
    if (!bits) blocks.set(block, (bits = Buffer.alloc(linesPerBlock / 8)));
    const at = line % linesPerBlock;
    bits[at >> 3]! |= 0x80 >> (at & 7);
  }
  return new Map([...blocks].map(([block, bits]) => [block, bits.toString('hex')]));
};

/** The lines whose bit is set in a block's text of ones and zeros, in order. */
export const linesOfBits = (block: number, bits: string): number[] => {
  const lines: number[] = [];
  for (let at = bits.indexOf('1'); at >= 0; at = bits.indexOf('1', at + 1)) lines.push(block * linesPerBlock + at);
  return lines;
};
