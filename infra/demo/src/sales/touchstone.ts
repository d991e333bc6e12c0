import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

export interface Sent {
  readonly id: string;
  readonly position: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A running Touchstone: as given, or as its data folder says. Throws a sentence with the remedy. */
export const targetOf = async (given: Partial<Target>): Promise<Target> => {
  const file = join(process.env['TOUCHSTONE_DATA'] ?? '.touchstone', 'credentials.json');
  const kept = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Target,
    () => ({}),
  );
  const target = { ...kept, ...given };
  if (target.url && target.apiKey) return target as Target;
  throw new Error('No address or API key: start Touchstone with npm start first, or give --url and --api-key.');
};

const ask = async (address: string, init: RequestInit): Promise<Response> => {
  const answer = await fetch(address, init);
  if (answer.ok) return answer;
  const { detail } = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new Error(`${init.method ?? 'GET'} ${new URL(address).pathname} answered ${answer.status}: ${detail ?? ''}`);
};

/** Gives commands with the API key of one person; `key` is the Idempotency-Key. */
export const commander =
  (url: string, apiKey: string) =>
  async (path: string, body: object, key: string): Promise<Sent> => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': `"${key}"`,
    };
    const answer = await ask(`${url}/sales/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const made = (await answer.json()) as { id: string };
    return { id: made.id, position: answer.headers.get('touchstone-position') ?? '', body: made };
  };
export type Command = ReturnType<typeof commander>;

/** A new API key of a sales person. */
export const keyFor = async ({ url, apiKey }: Target, role: 'rep' | 'manager', person: string): Promise<string> => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: `demo ${person}`, role, person });
  return ((await (await ask(`${url}/admin/api-keys`, { method: 'POST', headers, body })).json()) as { apiKey: string })
    .apiKey;
};

/** Reads with the administrator's key what is at least as new as the position. */
export const read = async <Body>({ url, apiKey }: Target, path: string, position: string): Promise<Body> => {
  const headers = { authorization: `Bearer ${apiKey}`, 'touchstone-wait-for': position };
  return (await (await ask(`${url}${path}`, { headers })).json()) as Body;
};
