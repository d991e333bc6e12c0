import { decodeToken, type FreshnessToken } from '@touchstone/contracts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOffset = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isRange = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isOffset);
const holds = (map: unknown, test: (value: unknown) => boolean) =>
  map === undefined || (isRecord(map) && Object.values(map).every(test));

/** The token behind `Touchstone-Wait-For`, or undefined when it is none of ours. */
export const readToken = (text: string): FreshnessToken | undefined => {
  const token: unknown = decodeToken(text);
  if (!isRecord(token)) return undefined;
  const fits = holds(token['bus'], isRange) && holds(token['stores'], (value) => typeof value === 'string');
  return fits ? (token as FreshnessToken) : undefined;
};
