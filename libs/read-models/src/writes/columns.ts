const special = /["\\]/;
const everySpecial = /["\\]/g;
const element = (value: string): string =>
  special.test(value) ? `"${value.replace(everySpecial, '\\$&')}"` : `"${value}"`;

/** The text of a one-dimensional array, made several times faster than by the database client. */
export const arrayLiteral = (values: readonly unknown[]): string => {
  let text = '';
  for (const value of values) {
    const next = typeof value === 'string' ? element(value) : value === null || value === undefined ? 'NULL' : value;
    text += text === '' ? `{${String(next)}` : `,${String(next)}`;
  }
  return text === '' ? '{}' : `${text}}`;
};

/** JSON text holds no raw control character, so U+001F can stand between documents; in an array each quote would be escaped. */
export const separated = (documents: readonly unknown[]): string =>
  documents.map((document) => document ?? '').join('\u001f');
