import { compileMapping } from './compile-mapping';
import { mappingSchema } from './mapping';
import { Misfit } from './misfit';

type Row = Record<string, unknown>;
const map = (mapping: object, row: Row): unknown => {
  const compiled = compileMapping<Row>(
    mappingSchema.parse({ identity: { user_id: '{user}' }, ...mapping }),
    (name) => (name in row ? (one) => one[name] : undefined),
    (line) => `hash:${line}`,
  );
  const event = compiled(row, 7);
  return event instanceof Misfit ? event.code : event;
};
const timeOf = (time: object, at: unknown): unknown => {
  const event = map({ time: { column: 'at', ...time } }, { user: 'u', at });
  return typeof event === 'string' ? event : (event as { timestamp?: string }).timestamp;
};
const amountOf = (money: object, amount: unknown): unknown => {
  const event = map({ money: { amount: '{a}', ...money } }, { user: 'u', a: amount });
  return typeof event === 'string' ? event : (event as { properties?: Row }).properties?.['revenue'];
};

describe('a mapping', () => {
  it('puts identifiers, traits, money and properties where SDKs put them', () => {
    const mapping = {
      event: 'Order {kind}',
      id: '{id}',
      identity: { user_id: '{user}', email: '{mail}', device_id: '{dev}', 'external.crm': '{crm}', contact: '{id}' },
      time: { column: 'at', format: 'dd.MM.yyyy HH:mm', zone: 'Europe/Zurich' },
      money: { amount: '{sum}', decimal: ',', group: '.', currency: 'CHF' },
      properties: { order_id: '{id}', 'address.city': '{city}', count: { column: 'n', as: 'number' }, empty: '{none}' },
      traits: { vip: { column: 'vip', as: 'boolean' } },
      context: { channel: 'store' },
    };
    const row = {
      id: 'A-1',
      kind: 'Completed',
      user: 'u-1',
      mail: 'a@x.org',
      dev: 'd',
      crm: '9',
      at: '01.07.2024 08:30',
      sum: '1.234,50',
      city: 'Bern',
      n: '3',
      none: '',
      vip: 'yes',
    };
    expect(map(mapping, row)).toEqual({
      type: 'track',
      event: 'Order Completed',
      messageId: 'A-1',
      userId: 'u-1',
      timestamp: '2024-07-01T06:30:00.000Z',
      properties: { order_id: 'A-1', address: { city: 'Bern' }, count: 3, revenue: '1234.50', currency: 'CHF' },
      context: {
        channel: 'store',
        device: { id: 'd' },
        externalIds: [
          { type: 'crm', id: '9' },
          { type: 'contact', id: 'A-1' },
        ],
        traits: { vip: true, email: 'a@x.org' },
      },
    });
  });

  it('names events and kinds by a column, and is an identify without an event', () => {
    const type = { column: 'k', values: { p: 'page', s: 'screen' } };
    expect(map({ type }, { user: 'u', k: 'p' })).toMatchObject({ type: 'page', messageId: 'hash:7' });
    expect(map({ type }, { user: 'u', k: 'x' })).toBe('invalid-kind');
    expect(map({ traits: { name: '{n}' } }, { user: 'u', n: 'Ann' })).toMatchObject({
      type: 'identify',
      traits: { name: 'Ann' },
    });
    const event = { column: 'c', values: { '1': 'Seen' } };
    expect(map({ event }, { user: 'u', c: '1' })).toMatchObject({ type: 'track', event: 'Seen' });
    expect(map({ id: '{i}' }, { user: 'u', i: 'x'.repeat(101) })).toBe('invalid-id');
  });

  it.each([
    [{}, '2024-02-30T10:00:00Z', 'invalid-time'],
    [{}, '2024-02-29T10:00:00+02:00', '2024-02-29T08:00:00.000Z'],
    [{}, '2024-02-28T10:00:00+02:00', '2024-02-28T10:00:00+02:00'],
    [{}, '2024-02-28 10:00', 'invalid-time'],
    [{ zone: 'America/New_York' }, '2024-02-28 10:00', '2024-02-28T15:00:00.000Z'],
    [{ zone: 'UTC' }, '0001-01-01', '0001-01-01T00:00:00.000Z'],
    [{ zone: 'UTC' }, '9999-12-31T23:59:59.999', '9999-12-31T23:59:59.999Z'],
    [{ zone: 'America/New_York' }, '9999-12-31T23:59:59.999', 'invalid-time'],
    [{ zone: 'Asia/Tokyo' }, '0001-01-01', 'invalid-time'],
    [{ format: 'unix' }, 1_700_000_000, '2023-11-14T22:13:20.000Z'],
    [{ format: 'unix_ms' }, '1700000000123', '2023-11-14T22:13:20.123Z'],
    [{ format: 'M/d/yyyy H:mm', zone: 'Europe/London' }, '12/1/2010 8:26', '2010-12-01T08:26:00.000Z'],
    [{ format: 'M/d/yyyy H:mm', zone: 'Europe/London' }, '13/1/2010 8:26', 'invalid-time'],
    [{ format: 'yyyy-MM-dd HH:mm ZZZ' }, '2024-01-01 10:00 +0530', '2024-01-01T04:30:00.000Z'],
    [{}, '', undefined],
  ])('reads the time %j of %s as %s', (time, at, wanted) => expect(timeOf(time, at)).toBe(wanted));

  it.each([
    [{}, '12.50', '12.50'],
    [{}, 12.5, '12.5'],
    [{}, '1,500', 'invalid-money'],
    [{ group: ',' }, '1,500', '1500'],
    [{ group: ',' }, '1,50', 'invalid-money'],
    [{ decimal: ',' }, '-0012,5', '-12.5'],
    [{ decimal: ',', group: "'" }, "1'234'567,89", '1234567.89'],
    [{}, '12 EUR', 'invalid-money'],
    [{}, '1e3', 'invalid-money'],
    [{}, '', undefined],
  ])('reads the money %j of %s as %s', (money, amount, wanted) => expect(amountOf(money, amount)).toBe(wanted));

  it.each([
    [{ event: '{missing}' }, 'names the column missing, which the file does not have'],
    [{ time: { column: 'user', format: 'dd.MM.yyyy' } }, 'time.zone must name the zone'],
    [{ time: { column: 'user', format: 'dd.MM.yyyy', zone: 'Mars/Base' } }, 'is no IANA zone'],
    [{ identity: { passport: '{user}' } }, 'is no identifier'],
    [{ colour: 'red' }, 'Unrecognized key'],
  ])('refuses %j with a sentence', (mapping, sentence) => {
    expect(() => map(mapping, { user: 'u' })).toThrow(sentence);
  });
});
