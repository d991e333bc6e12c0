import { dictionary, plainArray } from './columns';

describe('columns of a chunk', () => {
  it('are arrays as PostgreSQL reads them', () => {
    expect(plainArray([])).toBe('{}');
    expect(plainArray([1, 0])).toBe('{1,0}');
    expect(plainArray(['ab', undefined, 'cd'], (text) => text)).toBe('{ab,NULL,cd}');
  });

  it('name each value once, and places from one on', () => {
    expect(dictionary(['x', 'y', 'x'], (text) => text)).toEqual({ values: ['x', 'y'], places: [1, 2, 1] });
  });
});
