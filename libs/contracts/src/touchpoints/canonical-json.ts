/** Texts that stand in JSON as they are; for short ones this is several times faster than JSON.stringify. */
const plain = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;
const quoted = (text: string): string => (text.length < 100 && plain.test(text) ? `"${text}"` : JSON.stringify(text));

const isSorted = (keys: readonly string[]): boolean => {
  for (let at = 1; at < keys.length; at++) if (keys[at - 1]! > keys[at]!) return false;
  return true;
};

const ofArray = (values: readonly unknown[]): string => {
  let text = '[';
  for (let at = 0; at < values.length; at++) text += (at === 0 ? '' : ',') + canonicalJson(values[at]);
  return `${text}]`;
};

const ofObject = (value: Record<string, unknown>): string => {
  const keys = Object.keys(value);
  if (!isSorted(keys)) keys.sort();
  let text = '{';
  for (const key of keys) {
    const member = value[key];
    if (member !== undefined) text += `${text === '{' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
};

/**
 * ∞ RFC 8785 text of a JSON value. Members sort by UTF-16 code units, numbers and strings are written as ECMAScript
 * does; a lone surrogate, which the RFC refuses, is written as its escape, because an event must not fail for it.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? ofArray(value) : ofObject(value as Record<string, unknown>);
};
