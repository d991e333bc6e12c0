const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const suspicious = /\0|[\ud800-\udfff]/;
const escaped = /\\u(?:0000|d[89a-f])/i;

/** PostgreSQL stores neither NUL nor half a surrogate pair; both become U+FFFD. */
export const postgresText = (text: string): string =>
  suspicious.test(text) ? text.replace(loneSurrogate, '\ufffd').replaceAll('\0', '\ufffd') : text;

/** JSON text that a jsonb column takes, whatever strings the value holds. */
export const postgresJson = (value: unknown): string => {
  const text = JSON.stringify(value);
  return escaped.test(text) ? JSON.stringify(storable(value)) : text;
};

const storable = (value: unknown): unknown => {
  if (typeof value === 'string') return postgresText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [postgresText(key), storable(member)]));
};
