import Big from 'big.js';
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
