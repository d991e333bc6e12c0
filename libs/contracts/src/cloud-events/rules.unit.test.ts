import type { Json } from '../json';
import { CloudEventFault } from './cloud-event';
import { decodeHeaderValue } from './header-values';
import { cloudEventsOfHttp, cloudEventToHttp } from './http-binding';
import { cloudEventOfJson } from './json-format';
import { cloudEventOfKafka, cloudEventToKafka } from './kafka-binding';
import { objectsWithRepeatedMembers } from './repeated-members';

const attributes = { specversion: '1.0', id: '1', source: '/s', type: 't' };
const codeOf = (sent: Json) => {
  const event = cloudEventOfJson(sent);
  return event instanceof CloudEventFault ? event.code : 'taken';
};
const over = (more: Record<string, Json>) => codeOf({ ...attributes, ...more });

describe('attributes', () => {
  it.each(['specversion', 'id', 'source', 'type'])('%s must be there, as a text that is not empty', (name) => {
    for (const value of ['', null, 1, true, {}, []]) expect(over({ [name]: value })).toBe('invalid-attribute');
  });
  it.each<[string, Json[], Json[]]>([
    ['specversion', ['1.0'], ['0.3', '1.1', '1.0.2']],
    [
      'source',
      ['https://a.example/x?y#z', 'urn:uuid:6e8bc430', '1-555-123-4567', 'mailto:a@b.example'],
      ['a b', '%zz', 'é'],
    ],
    ['subject', ['é "50%"', null], ['', 1]],
    ['dataschema', ['https://a.example/s', null], ['/relative', '', 'no uri']],
    ['datacontenttype', ['text/plain; charset="utf-8"', 'Application/JSON', null], ['json', '', 'a/b;c']],
    [
      'time',
      [
        '2018-04-05T03:56:24Z',
        '2018-04-05t03:56:24.123456789z',
        '2018-04-05T03:56:24+02:00',
        '2016-12-31T23:59:60Z',
        null,
      ],
      ['2018-04-05', '2018-04-05T03:56:24', '2018-02-30T00:00:00Z', '2018-04-05 03:56:24Z', 'now', 1522900584, ''],
    ],
    ['partitionkey', ['k', null], ['']],
    ['constructor', ['', 0], [{}]],
    ['ext', ['', 'é', true, false, 0, -2147483648, 2147483647, null], [2147483648, -2147483649, 1.5, {}, [], [1]]],
  ])('%s', (name, taken, refused) => {
    for (const value of taken) expect([value, over({ [name]: value })]).toEqual([value, 'taken']);
    for (const value of refused) expect([value, over({ [name]: value })]).toEqual([value, 'invalid-attribute']);
  });
  it.each(['\0', '\n', '\x7f', '\x85', '\ud800', 'a\udc00', '\ufffe', '\ufdd0', '\u{1ffff}'])(
    'hold no control character, half character or noncharacter: %j',
    (character) => {
      for (const name of ['id', 'type', 'subject', 'ext'])
        expect(over({ [name]: `a${character}` })).toBe('invalid-attribute');
    },
  );
  it.each(['Ext', 'my_ext', 'my-ext', 'é', '', '__proto__', 'toString'])('may not be named %j', (name) => {
    expect(codeOf(JSON.parse(JSON.stringify(attributes).replace('{', `{${JSON.stringify(name)}:"x",`)))).toBe(
      'invalid-attribute',
    );
  });
  it('of any length are told from others: a check that backtracks would not come back', () => {
    expect(over({ source: `/${'a'.repeat(200_000)}` })).toBe('taken');
    for (const source of [`/${'a'.repeat(200_000)} `, `${'%20'.repeat(60_000)}%`, `${'/a'.repeat(90_000)}\\`])
      expect(over({ source })).toBe('invalid-attribute');
  });
});

describe('data in the JSON format', () => {
  const data = (more: Record<string, Json>) => {
    const event = cloudEventOfJson({ ...attributes, ...more });
    return event instanceof CloudEventFault ? event.code : event.data;
  };
  it.each<[string, Record<string, Json>, unknown]>([
    ['a text stays a text', { data: '{"a":1}' }, '{"a":1}'],
    ['also where it is said to be JSON', { data: '"x"', datacontenttype: 'application/json' }, '"x"'],
    ['null is null', { data: null }, null],
    ['none is none', {}, undefined],
    ['a text of another type', { data: '<a/>', datacontenttype: 'application/xml' }, '<a/>'],
    ['an object of another type', { data: {}, datacontenttype: 'application/xml' }, 'invalid-data'],
    ['bytes', { data_base64: 'AAH/' }, new Uint8Array([0, 1, 255])],
    ['bytes that are JSON', { data_base64: 'eyJhIjoxfQ==', datacontenttype: 'application/vnd.x+json' }, { a: 1 }],
    [
      'bytes that are not the JSON they should be',
      { data_base64: 'AA==', datacontenttype: 'text/json' },
      'invalid-data',
    ],
    ['both', { data: 1, data_base64: 'AA==' }, 'invalid-data'],
    ['both, one null', { data: 1, data_base64: null }, 1],
    ['Base64 of another alphabet', { data_base64: '-_==' }, 'invalid-data'],
    ['Base64 that is cut', { data_base64: 'AAA' }, 'invalid-data'],
    ['Base64 that is none', { data_base64: 1 }, 'invalid-data'],
  ])('%s', (_, more, expected) => {
    const found = data(more);
    expect(found instanceof Uint8Array ? new Uint8Array(found) : found).toEqual(expected);
  });
});

describe('values of HTTP headers', () => {
  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac', '€'],
    ['%41', 'A'],
    ['%2525', '%25'],
    ['"a \\"b\\" %41"', 'a "b" A'],
    ['a "b"', 'a "b"'],
    ['50% off', '50% off'],
    ['%C0%A0', undefined],
    ['%E2%82', undefined],
    ['%ED%A0%80', undefined],
    ['jos\xe9', 'josé'],
    [Buffer.from('€').toString('latin1'), '€'],
  ])('%j is %j', (value, text) => {
    expect(decodeHeaderValue(value)).toBe(text);
  });
});

describe('HTTP messages', () => {
  const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };
  const read = (headers: Record<string, string | string[]>, body = '') => {
    const found = cloudEventsOfHttp(headers, Buffer.from(body));
    if (found instanceof CloudEventFault) return found.code;
    const [{ event } = { event: undefined }] = found.events;
    return event instanceof CloudEventFault ? event.code : event;
  };
  it.each<[string, Record<string, string | string[]>, string, string]>([
    ['a header twice', { ...binary, 'ce-id': ['1', '1'] }, '', 'invalid-attribute'],
    ['invalid UTF-8', { ...binary, 'ce-subject': '%C0%A0' }, '', 'invalid-attribute'],
    ['ce-datacontenttype', { ...binary, 'ce-datacontenttype': 'text/plain' }, 'x', 'invalid-attribute'],
    ['ce-data', { ...binary, 'ce-data': 'x' }, '', 'invalid-attribute'],
    ['a missing attribute', { ...binary, 'ce-type': [] }, '', 'invalid-attribute'],
    ['JSON that is none', { ...binary, 'content-type': 'application/json' }, '{', 'invalid-data'],
    ['two content types', { ...binary, 'content-type': ['text/plain', 'text/plain'] }, 'x', 'unknown-format'],
    ['no attributes', { 'content-type': 'application/json' }, '{}', 'unknown-format'],
    ['another format', { 'content-type': 'application/cloudevents+protobuf' }, 'x', 'unknown-format'],
    ['UTF-16', { 'content-type': 'application/cloudevents+json; charset=utf-16' }, '{}', 'unknown-format'],
    ['a name twice', { 'content-type': 'application/cloudevents+json' }, '{"id":"1","id":"1"}', 'invalid-attribute'],
  ])('refuse %s', (_, headers, body, code) => {
    expect(read(headers, body)).toBe(code);
  });
  it('carry texts, bytes and no data by their content type', () => {
    expect(read(binary)).toEqual({ ...attributes, extensions: {} });
    expect(read({ ...binary, 'content-type': 'text/plain; charset=iso-8859-1' }, 'x')).toMatchObject({ data: 'x' });
    expect(read({ ...binary, 'content-type': 'image/png' }, 'x')).toMatchObject({ data: Buffer.from('x') });
    expect(read({ ...binary, 'ce-ext': '5' })).toMatchObject({ extensions: { ext: '5' } });
  });
  it('show what came, also of an event that is none', () => {
    const { 'ce-source': _, ...rest } = binary;
    const found = cloudEventsOfHttp({ ...rest, 'content-type': 'application/json' }, Buffer.from('{'));
    const sent = { specversion: '1.0', id: '1', type: 't', datacontenttype: 'application/json', data_base64: 'ew==' };
    expect(found).toMatchObject({ mode: 'binary', events: [{ sent }] });
  });
  it('are not made of data that the content type cannot hold', () => {
    const event = {
      ...attributes,
      specversion: '1.0',
      datacontenttype: 'text/plain',
      data: {},
      extensions: {},
    } as const;
    expect(() => cloudEventToHttp(event, 'binary')).toThrow(/text or bytes/);
    expect(() => cloudEventToHttp(event, 'structured')).toThrow(/text or bytes/);
  });
});

describe('Kafka records', () => {
  const headers = {
    ce_specversion: Buffer.from('1.0'),
    ce_id: '1',
    ce_source: Buffer.from('/s'),
    ce_type: Buffer.from('t'),
  };
  const read = (more: Record<string, Buffer | string | Buffer[] | undefined>, value: Buffer | null = null) =>
    cloudEventOfKafka({ headers: { ...headers, ...more }, value }).event;
  it('without a value are events without data', () => {
    expect(read({ ce_none: undefined })).toEqual({ ...attributes, extensions: {} });
  });
  it('are never percent-decoded, and keep the partition key', () => {
    const event = read({ ce_subject: Buffer.from('é%20'), ce_partitionkey: Buffer.from('k') });
    expect(event).toMatchObject({ subject: 'é%20', extensions: { partitionkey: 'k' } });
    expect(cloudEventToKafka(event as never, 'binary')).toMatchObject({
      key: Buffer.from('k'),
      headers: { ce_partitionkey: Buffer.from('k') },
      value: null,
    });
  });
  it('may say the content type a second time, but not another one', () => {
    const json = { 'content-type': 'application/json' };
    expect(read({ ...json, ce_datacontenttype: 'application/json' }, Buffer.from('1'))).toMatchObject({ data: 1 });
    expect(read({ ...json, ce_datacontenttype: 'text/plain' }, Buffer.from('1'))).toMatchObject({
      code: 'invalid-attribute',
    });
  });
  it.each<[string, Parameters<typeof cloudEventOfKafka>[0], string]>([
    ['that are none', { value: Buffer.from('{}') }, 'unknown-format'],
    [
      'of another format',
      { headers: { 'content-type': 'application/cloudevents+avro' }, value: null },
      'unknown-format',
    ],
    [
      'of a batch',
      { headers: { 'content-type': 'application/cloudevents-batch+json' }, value: null },
      'unknown-format',
    ],
    ['that are no JSON', { headers: { 'content-type': 'application/cloudevents+json' }, value: null }, 'not-json'],
    ['with a header twice', { headers: { ...headers, ce_id: ['1', '1'] }, value: null }, 'invalid-attribute'],
    [
      'with bytes that are no UTF-8',
      { headers: { ...headers, ce_id: Buffer.from([255]) }, value: null },
      'invalid-attribute',
    ],
  ])('%s are refused', (_, record, code) => {
    expect(cloudEventOfKafka(record).event).toMatchObject({ code });
  });
});

it('finds objects that name a member twice, and no others', () => {
  const repeated = (text: string, depth: 0 | 1) => [...objectsWithRepeatedMembers(text, depth)];
  expect(repeated('{"a":{"b":1,"b":2},"c":["a","a"]}', 0)).toEqual([]);
  expect(repeated('{"a\\"":1,"\\u0061\\"" \n :2}', 0)).toEqual([0]);
  expect(repeated('["a","a",{"x":"}","y":"\\\\"},[{"q":1,"q":1}],{"x":1,"x":1},{},{"b":1,"b":2}]', 1)).toEqual([4, 6]);
});
