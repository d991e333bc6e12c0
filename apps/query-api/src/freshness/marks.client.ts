import { encodeToken } from '@touchstone/contracts';
import type { ReadMarks } from './owners';

const patienceMs = 2_000;

/** Asks an owner in another process. The key is of an analyst or above; without one the owner must be on this machine. */
export const marksOver = <Marks>(address: string, key?: string): ReadMarks<Marks> => {
  const url = new URL('/internal/marks', address).href;
  const authorization = key === undefined ? undefined : { authorization: `Bearer ${key}` };
  return async (token) => {
    const asking = token && { method: 'POST', body: JSON.stringify({ token: encodeToken(token) }) };
    const headers = { ...authorization, ...(token && { 'content-type': 'application/json' }) };
    const answer = await fetch(url, { ...asking, headers, signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status} instead of its marks.`);
    return (await answer.json()) as Marks;
  };
};
