/** What a write touched: first and last offset per bus partition, or a position of a store. */
export interface FreshnessToken {
  /** `<topic>/<partition>` -> [first, last] offset. */
  readonly bus?: Readonly<Record<string, readonly [number, number]>>;
  /** Name of the store (`repository`, or a department) -> position. */
  readonly stores?: Readonly<Record<string, string>>;
}

const prefix = 't1.';

export const encodeToken = (token: FreshnessToken): string =>
  prefix + Buffer.from(JSON.stringify(token)).toString('base64url');

/** Undefined when the text is no token of ours. */
export const decodeToken = (text: string): FreshnessToken | undefined => {
  if (!text.startsWith(prefix)) return undefined;
  try {
    return JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString()) as FreshnessToken;
  } catch {
    return undefined;
  }
};

export const headers = {
  position: 'touchstone-position',
  age: 'touchstone-age-ms',
  waitFor: 'touchstone-wait-for',
} as const;
