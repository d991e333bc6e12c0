import { safeParse } from 'fast-content-type-parse';

/** `type` in lower case; undefined when the text is no media type of RFC 2046. */
export const mediaTypeOf = (text: string): { readonly type: string; readonly charset: string } | undefined => {
  const { type, parameters } = safeParse(text);
  return type === '' ? undefined : { type, charset: (parameters['charset'] ?? 'utf-8').toLowerCase() };
};

export const isJsonType = (type: string): boolean => /^[^/]+\/(?:json|[^/]+\+json)$/.test(type);
export const isTextType = (type: string): boolean =>
  type.startsWith('text/') || type === 'application/xml' || type.endsWith('+xml');
