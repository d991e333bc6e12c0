import { decodePosition, encodePosition } from './position';

describe('positions', () => {
  it('compare as text in the order of epoch, transaction, number', () => {
    const rising = [
      ['1', '9', '10'],
      ['1', '10', '2'],
      ['1', '100', '1'],
      ['2', '3', '1'],
      ['10', '1', '1'],
      ['10', '18446744073709551615', '9223372036854775807'],
    ] as const;
    const texts = rising.map(([epoch, txid, position]) => encodePosition(epoch, txid, position));
    expect([...texts].sort()).toEqual(texts);
    expect(texts.map(decodePosition)).toEqual(
      rising.map(([epoch, txid, globalPosition]) => ({ epoch: Number(epoch), txid, globalPosition })),
    );
  });

  it('are refused when they are none', () => {
    expect(() => decodePosition('1-2-3')).toThrow('no position');
    expect(decodePosition('')).toEqual({ epoch: 0, txid: '0', globalPosition: '0' });
  });
});
