import { addDecimals, minorUnits, roundToCurrency } from './money';

describe('money', () => {
  it('adds without floats', () => expect(addDecimals('0.1', '0.2')).toBe('0.3'));

  it.each([
    ['JPY', 0, '3'],
    ['EUR', 2, '2.50'],
    ['KWD', 3, '2.500'],
    ['CLF', 4, '2.5000'],
  ])('rounds %s to %i decimals', (currency, digits, expected) => {
    expect(minorUnits(currency)).toBe(digits);
    expect(roundToCurrency('2.5', currency)).toBe(expected);
  });

  it('rounds half away from zero', () => {
    expect(['1.005', '-1.005', '1.0049999'].map((amount) => roundToCurrency(amount, 'EUR'))).toEqual([
      '1.01',
      '-1.01',
      '1.00',
    ]);
  });

  it('refuses to round a currency that ISO 4217 does not list', () => {
    expect(() => roundToCurrency('1', 'EUX')).toThrow(RangeError);
  });
});
