import { toDecimal } from '@touchstone/contracts';

export interface Notation {
  readonly decimal: '.' | ',';
  /** Between thousands. Unless it is named, `1,500` is refused instead of guessed. */
  readonly group?: string | undefined;
}

const plain = /^-?\d{1,15}(?:\.\d{1,12})?$/;
const escaped = (text: string): string => text.replace(/[.']/g, '\\$&');

/** Decimal text in plain notation of what is written in `notation`, or undefined. */
export const decimalReader = ({ decimal, group }: Notation): ((sent: unknown) => string | undefined) => {
  const separator = group === undefined ? '' : `(?:${escaped(group)}\\d{3})*`;
  const shape = new RegExp(
    `^([+-]?)(\\d${group === undefined ? '*' : '{1,3}'}${separator}|\\d+)(?:${escaped(decimal)}(\\d+))?$`,
  );
  return (sent) => {
    if (typeof sent === 'number') return toDecimal(sent);
    if (typeof sent !== 'string') return undefined;
    const text = sent.trim();
    if (decimal === '.' && plain.test(text)) return text;
    const [, sign, whole, fraction] = shape.exec(text) ?? [];
    if (!whole) return undefined;
    const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
    const number = `${sign === '-' ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}`;
    return plain.test(number) ? number : toDecimal(number);
  };
};
