import fc from 'fast-check';
import { decodeParticipant, definitionOf, normaliseIdentifier, type Json } from '@touchstone/contracts';
import { checkMessage } from './check-message';
import { mapMessage, type Touchpoint } from './map-message';
import type { Identify } from './participants';
import { Refusal } from './refusal';

// Readable instead of hashed, so that a test shows who is meant.
const identify: Identify = (sent) => {
  const value = normaliseIdentifier(sent, 'DE');
  return value === undefined ? undefined : { type: sent.type, value, identity: `#${value}` };
};
const receivedAt = Date.parse('2026-03-01T12:00:00.000Z');
const judge = (event: Json, received = {}): Touchpoint | Refusal => {
  const message = checkMessage(event);
  if (message instanceof Refusal) return message;
  return mapMessage(message, { sourceId: 'shop', received: { receivedAt, imported: false, ...received }, identify });
};
const given = (event: object, received = {}): Touchpoint => {
  const touchpoint = judge(event as Json, received);
  if (touchpoint instanceof Refusal) throw new Error(`${touchpoint.code}: ${touchpoint.detail}`);
  return touchpoint;
};
const refused = (event: object): string => (judge(event as Json) as Refusal).code;
const track = { type: 'track', userId: 'u1', event: 'Seen' };

describe('who', () => {
  const who = (event: object) => given(event).participants;

  it('gathers every identifier, the strongest first, each once', () => {
    const context = {
      traits: { email: 'ANN@example.com', phone: '0171 1234567' },
      device: { id: 'dev-1' },
      externalIds: [{ id: '42', type: 'CRM Id' }, { id: 'ann@example.com', type: 'email' }, { id: 'x' }, 'nonsense'],
    };
    expect(
      who({ ...track, anonymousId: 'anon-1', traits: { email: 'ann@example.com', loyalty_card: 'ab-12 3' }, context }),
    ).toEqual([
      'subject:user_id:#u1',
      'subject:email:#ann@example.com',
      'subject:phone:#+491711234567',
      'subject:loyalty_card:#AB123',
      'subject:external.crm_id:#42',
      'subject:anonymous_id:#anon-1',
      'subject:device_id:#dev-1',
    ]);
  });
  it('takes numbers for ids', () => {
    expect(who({ ...track, userId: 17 })).toEqual(['subject:user_id:#17']);
  });
  it('never identifies by properties', () => {
    expect(who({ ...track, properties: { email: 'somebody@else.example', phone: '+491711234567' } })).toEqual([
      'subject:user_id:#u1',
    ]);
  });
  it('puts the organisation of a group beside its person, with the traits of the organisation', () => {
    const { participants, data } = given({
      type: 'group',
      userId: 'u1',
      groupId: 'acme',
      traits: { name: 'Acme', email: 'office@acme.example' },
    });
    expect(participants).toEqual(['subject:user_id:#u1', 'organisation:group_id:#acme']);
    expect(data).toMatchObject({
      organisation: { identifiers: [{ type: 'group_id', value: 'acme' }], traits: { name: 'Acme' } },
    });
    expect(data['traits']).toBeUndefined();
  });
  it('lets an organisation stand alone', () => {
    const { participants, data } = given({ type: 'group', groupId: 'acme', traits: { name: 'Acme' } });
    expect(participants).toEqual(['subject:group_id:#acme']);
    expect(data).toMatchObject({ traits: { name: 'Acme' }, identifiers: [{ type: 'group_id', value: 'acme' }] });
  });
  it('reads context.groupId as the membership of an ordinary event', () => {
    expect(who({ ...track, context: { groupId: 'acme' } })).toEqual([
      'subject:user_id:#u1',
      'organisation:group_id:#acme',
    ]);
  });
  it('links an alias with its previous id', () => {
    expect(who({ type: 'alias', userId: 'u1', previousId: 'anon-1' })).toEqual([
      'subject:user_id:#u1',
      'subject:anonymous_id:#anon-1',
    ]);
  });
  it('leaves unusable identifiers out, and refuses an event that has no other', () => {
    expect(who({ ...track, userId: 'null', anonymousId: 'a1' })).toEqual(['subject:anonymous_id:#a1']);
    expect(refused({ ...track, userId: '0000' })).toBe('unusable-identifier');
    expect(refused({ ...track, userId: 'a\0b' })).toBe('unusable-identifier');
    expect(refused({ ...track, userId: undefined })).toBe('missing-identifier');
    expect(refused({ ...track, userId: '' })).toBe('missing-identifier');
  });
  it('refuses an event that names a crowd', () => {
    const externalIds = Array.from({ length: 33 }, (_, n) => ({ id: `${n}`, type: 'crm' }));
    expect(refused({ ...track, context: { externalIds } })).toBe('invalid-field');
  });
});

describe('when', () => {
  const at = (event: object, received = {}) => given({ ...track, ...event }, received).time;
  const timestamp = '2026-03-01T10:00:00+01:00';

  it.each([
    ['the time of receipt where none was sent', {}, {}, '2026-03-01T12:00:00.000Z'],
    ['the emitter, where clocks agree', { timestamp }, { sentAt: '2026-03-01T11:59:30Z' }, '2026-03-01T09:00:00.000Z'],
    [
      'a clock that is 1 h fast, corrected',
      { timestamp: '2026-03-01T12:59:00Z' },
      { sentAt: '2026-03-01T13:00:00Z' },
      '2026-03-01T11:59:00.000Z',
    ],
    [
      'a batch that waited 2 h',
      { timestamp: '2026-03-01T10:00:00Z' },
      { sentAt: '2026-03-01T12:00:00Z' },
      '2026-03-01T10:00:00.000Z',
    ],
    [
      'the sentAt of the event before that of the batch',
      { timestamp, sentAt: '2026-03-01T12:00:00Z' },
      { sentAt: '2026-03-01T13:00:00Z' },
      '2026-03-01T09:00:00.000Z',
    ],
    ['originalTimestamp, as RudderStack sends', { originalTimestamp: timestamp }, {}, '2026-03-01T09:00:00.000Z'],
    ['history as it is', { timestamp }, { sentAt: '2020-01-01T00:00:00Z', imported: true }, '2026-03-01T09:00:00.000Z'],
    ['a sentAt that is none, ignored', { timestamp }, { sentAt: 'yesterday' }, '2026-03-01T09:00:00.000Z'],
    ['a day alone, in UTC', { timestamp: '2026-02-28' }, {}, '2026-02-28T00:00:00.000Z'],
    ['a time without a zone, in UTC', { timestamp: '2026-02-28 10:00:00.5' }, {}, '2026-02-28T10:00:00.500Z'],
    ['milliseconds', { timestamp: receivedAt - 1 }, {}, '2026-03-01T11:59:59.999Z'],
    ['the year 1', { timestamp: '0001-01-01T00:00:00Z' }, {}, '0001-01-01T00:00:00.000Z'],
    [
      'the year 9999, never beyond it',
      { timestamp: '9999-12-31T23:59:59Z' },
      { sentAt: '2020-01-01T00:00:00Z' },
      '9999-12-31T23:59:59.999Z',
    ],
  ])('takes %s', (_, event, received, time) => {
    expect(at(event, received)).toBe(time);
  });
  it.each([
    'yesterday',
    '2026-13-01',
    '01/02/2026',
    '',
    'Sun Mar 01 2026',
    1e17,
    '10000-01-01T00:00:00Z',
    '0000-12-31T00:00:00.000Z',
  ])('refuses %p', (sent) => {
    expect(refused({ ...track, timestamp: sent })).toBe('invalid-timestamp');
  });
});

it('never throws, and what it makes fits its schema, whatever is sent', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const object = fc.dictionary(fc.string(), value);
  // Mostly as it should be: an event with one bad field tells more than one that is nonsense all through.
  const mostly = <T>(good: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 15, arbitrary: good as fc.Arbitrary<unknown> }, value);
  const id = mostly(fc.oneof(fc.string(), fc.integer(), fc.constant(null)));
  const fields = {
    type: mostly(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')),
    userId: id,
    anonymousId: id,
    groupId: id,
    previousId: id,
    messageId: id,
    event: mostly(fc.oneof(fc.constantFrom('Order Completed', 'Order Refunded'), fc.string())),
    traits: mostly(fc.oneof(object, fc.record({ email: id, phone: id }))),
    context: mostly(fc.record({ traits: object, externalIds: fc.array(value), device: value, groupId: id })),
    properties: mostly(fc.record({ order_id: id, revenue: value, products: fc.array(fc.oneof(object, value)) })),
    timestamp: mostly(fc.date({ noInvalidDate: true }).map((date) => date.toISOString())),
  };
  let mapped = 0;
  fc.assert(
    fc.property(fc.oneof(fc.record(fields, { requiredKeys: ['type'] }), value), (event) => {
      const touchpoint = judge(JSON.parse(JSON.stringify(event)) as Json);
      if (touchpoint instanceof Refusal) return;
      mapped++;
      const data = JSON.parse(JSON.stringify(touchpoint.data)) as object;
      expect(definitionOf(touchpoint.type)!.schema.safeParse(data).error).toBeUndefined();
      expect(decodeParticipant(touchpoint.participants[0]!)).toMatchObject({
        role: 'subject',
        identity: touchpoint.primary,
      });
    }),
    { numRuns: 2_000, seed: 20_260_301 },
  );
  expect(mapped).toBeGreaterThan(100);
});
