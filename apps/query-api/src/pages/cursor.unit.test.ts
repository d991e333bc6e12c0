import { decodeCursor, encodeCursor } from './cursor';

describe('a cursor', () => {
  it('gives its keys back', () => {
    expect(decodeCursor('list?a', encodeCursor('list?a', ['x', 1, null]), 3)).toEqual({ keys: ['x', 1, null] });
  });
  it('is refused for other filters', () => {
    expect(decodeCursor('list?b', encodeCursor('list?a', ['x']), 1)).toEqual({
      refused: expect.stringContaining('other filters'),
    });
  });
  it.each([
    '',
    '???',
    'bm90IGpzb24',
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('["x",{}]').toString('base64url'),
    'null',
  ])('%j is refused', (text) =>
    expect(decodeCursor('list', text, 1)).toEqual({ refused: expect.stringContaining('no cursor') }),
  );
});
