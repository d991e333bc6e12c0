import fc from 'fast-check';
import { ingestLimits, type Json } from '@touchstone/contracts';
import { deepJson } from './deep-json';
import { excessOf } from './measure';
import { readRequest } from './read-request';
import { sentWriteKey } from './sent-write-key';

const nested = (levels: number): Json => JSON.parse('[1,'.repeat(levels) + '0' + ']'.repeat(levels)) as Json;

describe('deepJson', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(deepJson(value as Json)).toBe(JSON.stringify(value))));
  });
  it('survives a nesting that JSON.stringify does not', () => {
    const value = nested(100_000);
    expect(() => JSON.stringify(value)).toThrow(RangeError);
    expect(deepJson(value)).toHaveLength('[1,0]'.length * 100_000 - 99_999);
  });
});

describe('excessOf', () => {
  it('knows the limit of depth exactly', () => {
    expect(excessOf(nested(ingestLimits.depth))).toBeUndefined();
    expect(excessOf(nested(ingestLimits.depth + 1))).toBe('too-deep');
    expect(excessOf(nested(100_000))).toBe('too-deep');
  });
  it.each([
    ['a', 1],
    ['é', 2],
    ['€', 3],
    ['"', 2],
    ['\u0001', 6],
    ['\ud800', 6],
    ['😀', 4],
  ])('knows the limit of size exactly in %p', (text, bytes) => {
    const room = ingestLimits.eventBytes - '{"t":""}'.length;
    const fits = text.repeat(Math.floor(room / bytes));
    expect(excessOf({ t: fits })).toBeUndefined();
    expect(excessOf({ t: fits + text })).toBe('too-large');
  });
});

describe('readRequest', () => {
  it('gives context and integrations of a batch to each member, whose own go first', () => {
    const body = {
      context: { ip: '1', locale: 'de' },
      integrations: { All: false },
      batch: [{ context: { ip: '2' }, integrations: { All: true, x: 1 } }, 'text'],
      sentAt: 'now',
      writeKey: 'k',
    };
    expect(readRequest(JSON.stringify(body), { kind: 'batch', imported: false })).toEqual({
      events: [{ context: { ip: '2', locale: 'de' }, integrations: { All: true, x: 1 } }, 'text'],
      sentAt: 'now',
      writeKey: 'k',
    });
  });
  it('knows the type of a single event from its address, and keeps the key out of the event', () => {
    const { events } = readRequest('{"type":"page","userId":"u","writeKey":"k","_metadata":{}}', {
      kind: 'event',
      type: 'track',
    });
    expect(events).toEqual([{ type: 'track', userId: 'u' }]);
  });
});

describe('sentWriteKey', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  it.each([
    [{ authorization: basic('key:') }, undefined, 'key'],
    [{ authorization: basic('key:password') }, undefined, 'key'],
    [{ authorization: basic('key') }, undefined, 'key'],
    [{ authorization: 'bearer key' }, undefined, 'key'],
    [{ 'x-write-key': 'key' }, 'other', 'key'],
    [{ authorization: basic(':'), 'x-write-key': 'key' }, undefined, 'key'],
    [{ 'x-write-key': 'web-shop:key' }, 'web-shop:***', 'key'],
    [{ 'x-write-key': 'web-shop:' }, undefined, undefined],
    [{}, 'web-shop:key', 'key'],
    [{}, 'key', 'key'],
    [{}, 'id:***', undefined],
    [{}, '***', undefined],
    [{ authorization: 'Digest x' }, undefined, undefined],
    [{}, 'ke y', undefined],
    [{}, 'k'.repeat(201), undefined],
  ])('of %j and body %p is %p', (headers, inBody, key) => {
    expect(sentWriteKey(headers, inBody)).toBe(key);
  });
});
