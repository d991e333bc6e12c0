import { postgresJson, postgresText } from './postgres-text';

describe('text for PostgreSQL', () => {
  it('keeps what can be stored', () => {
    expect(postgresText('Zoë 👍 \\u0000')).toBe('Zoë 👍 \\u0000');
    expect(postgresJson({ a: ['👍', '\\u0000', 1, null] })).toBe(JSON.stringify({ a: ['👍', '\\u0000', 1, null] }));
  });
  it('replaces NUL and half surrogate pairs, in keys as well', () => {
    expect(postgresText('a\0b\ud800')).toBe('a\ufffdb\ufffd');
    expect(JSON.parse(postgresJson({ 'k\0': ['\udc00x', { y: '\0' }] }))).toEqual({
      'k\ufffd': ['\ufffdx', { y: '\ufffd' }],
    });
  });
});
