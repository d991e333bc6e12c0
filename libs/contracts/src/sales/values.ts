import { z } from 'zod';
import { currency, decimal } from '../money';

export const salesCodePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** Id of a sales person or of a team, as API keys and teams name it. It is about employees, so it stays clear. */
export const salesCode = z.string().regex(salesCodePattern).meta({ title: 'short name' });
export const recordId = z.string().min(1).max(200);
export const day = z.iso.date();
export const instant = z.iso.datetime();
/** Zero or more; refunds and reversals are events of their own. */
export const amountOfMoney = z.object({ amount: decimal.regex(/^\d/), currency });
/** A share of one as text: `0.25` is a quarter. */
export const share = z
  .string()
  .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/)
  .meta({ title: 'share of one as text' });
/** Who gave a command: a sales person, or `key:<id>` of an API key that names none. */
export const actor = z.string().max(100).describe('Who did it: a sales person, or key:<id> of an API key.');
