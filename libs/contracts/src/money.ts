import Big from 'big.js';
import { code as currencyByCode, codes } from 'currency-codes';
import { z } from 'zod';

/** A decimal number as text, plain notation: never a float, never an exponent. */
export const decimal = z
  .string()
  .regex(/^-?\d{1,20}(\.\d{1,12})?$/)
  .meta({ title: 'decimal as text' });
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ title: 'currency code' });
/** ISO 4217 code for "no currency": the emitter named none. */
export const noCurrency = 'XXX';
export const money = z.object({ amount: decimal, currency });
export type Money = z.output<typeof money>;

/** Decimal text of what an emitter sent as number or text, or undefined when it is no finite decimal that fits. */
export const toDecimal = (value: unknown): string | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  try {
    const text = new Big(typeof value === 'string' ? value.trim() : value).toFixed();
    return decimal.safeParse(text).success ? text : undefined;
  } catch {
    return undefined;
  }
};
export const addDecimals = (a: string, b: string): string => new Big(a).plus(b).toFixed();
export const subtractDecimals = (a: string, b: string): string => new Big(a).minus(b).toFixed();

/** Product with at most 12 decimals, rounded half up. */
export const multiplyDecimals = (a: string, b: string): string => new Big(a).times(b).round(12).toFixed();
/** Like `toDecimal`, but what has more than 12 decimals (sums of floats do) is rounded half up instead of refused. */
export const roundDecimal = (value: unknown): string | undefined => {
  const exact = toDecimal(value);
  if (exact !== undefined || (typeof value !== 'number' && typeof value !== 'string')) return exact;
  try {
    return toDecimal(new Big(typeof value === 'string' ? value.trim() : value).round(12).toFixed());
  } catch {
    return undefined;
  }
};

/** Decimals of the minor unit of an ISO 4217 currency (JPY 0, EUR 2, KWD 3); undefined for a code that ISO 4217 does not list. */
export const minorUnits = (of: string): number | undefined => currencyByCode(of)?.digits;

/** Currencies of ISO 4217 whose minor unit has not two decimals, for those who round where there is no program. */
export const unusualMinorUnits: readonly (readonly [currency: string, digits: number])[] = codes()
  .map((of) => [of, minorUnits(of) ?? 2] as const)
  .filter(([, digits]) => digits !== 2);

/** Rounded half away from zero to the minor unit of its currency, and written with all of its decimals. Throws a RangeError for a currency that ISO 4217 does not list. */
export const roundToCurrency = (amount: string, of: string): string => {
  const digits = minorUnits(of);
  if (digits === undefined) throw new RangeError(`ISO 4217 lists no currency ${of}.`);
  return new Big(amount).toFixed(digits, Big.roundHalfUp);
};

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`. */
export const compareDecimals = (a: string, b: string): number => new Big(a).cmp(b);
