import { isUtf8 } from 'node:buffer';

const quoted = /^"(?:[^"\\]|\\.)*"$/s;
const unquoted = (value: string): string => (quoted.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value);

// Headers carry ASCII only; some clients send UTF-8 all the same, the SDK for JavaScript sends latin1. Node reads either as latin1.
const withoutMojibake = (value: string): string => {
  if (!/[\x80-\xff]/.test(value) || /[^\x00-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
};

/**
 * Text of an attribute in an HTTP header: quotes taken off, percent-decoded once. Undefined where the encoded bytes are no
 * UTF-8. A percent sign that encodes nothing stays, because the SDK for JavaScript does not encode it.
 */
export const decodeHeaderValue = (value: string): string | undefined => {
  try {
    return unquoted(withoutMojibake(value)).replace(/(?:%[0-9a-f]{2})+/gi, decodeURIComponent);
  } catch {
    return undefined;
  }
};

/** ASCII without space, quotes and percent signs; the rest as the percent-encoded bytes of its UTF-8. */
export const encodeHeaderValue = (text: string): string => text.replace(/[^\x21-\x7e]|["%]/gu, encodeURIComponent);
