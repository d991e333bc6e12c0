import { lineBits, linesOfBits, linesPerBlock } from './line-bits';

const asBits = (hex: string): string =>
  [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');

describe('line bits', () => {
  it('give back the lines, block by block', () => {
    const lines = [1, 2, 1023, 1024, 5000, 2 ** 31 - 1];
    const blocks = lineBits([...lines].reverse());
    expect([...blocks.values()].every((hex) => hex.length === linesPerBlock / 4)).toBe(true);
    const back = [...blocks].flatMap(([block, hex]) => linesOfBits(block, asBits(hex)));
    expect(back.sort((a, b) => a - b)).toEqual(lines);
  });
});
