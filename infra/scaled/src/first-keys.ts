import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from './secrets';

/** What a person or a script needs to begin; `credentials.json` of the data directory, as `npm start` writes it. */
export interface Credentials {
  readonly url: string;
  readonly writeKey: string;
  readonly apiKey: string;
  readonly sqlUrl: string;
}

const sourceName = 'first';

const keptIn = async (path: string): Promise<Partial<Credentials>> => {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Partial<Credentials>;
};

const makeWriteKey = async (url: string, apiKey: string): Promise<string> => {
  const ask = async <Body>(path: string, body?: object): Promise<Body> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const method = body ? 'POST' : 'GET';
    const answer = await fetch(url + path, { method, headers, body: body ? JSON.stringify(body) : null });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Body;
  };
  const { items } = await ask<{ items: { id: string; name: string }[] }>('/admin/sources');
  const known = items.find(({ name }) => name === sourceName);
  // There is a source but nobody has its key: the last start ended between the two.
  const path = known ? `/admin/sources/${known.id}/write-keys` : '/admin/sources';
  return (await ask<{ writeKey: string }>(path, known ? {} : { name: sourceName })).writeKey;
};

/** The write key of an earlier start, or one of a new source. */
export const firstKeys = async (
  dataDir: string,
  known: Omit<Credentials, 'writeKey'>,
): Promise<Credentials & { readonly isFirstStart: boolean }> => {
  const path = join(dataDir, 'credentials.json');
  const { writeKey: kept } = await keptIn(path);
  const writeKey = kept ?? (await makeWriteKey(known.url, known.apiKey));
  const credentials = { ...known, writeKey };
  await writePrivate(path, `${JSON.stringify(credentials, null, 2)}\n`);
  return { ...credentials, isFirstStart: kept === undefined };
};
