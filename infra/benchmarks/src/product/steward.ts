import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 } from 'uuid';

/** An API key of the role steward. */
export const allowSteward = async (pool: Pool): Promise<string> => {
  const key = randomBytes(16).toString('hex');
  await pool.query(`CREATE SCHEMA IF NOT EXISTS access; CREATE TABLE IF NOT EXISTS access.api_keys
    (id uuid, name text, key_hash bytea, role text, revoked_at timestamptz)`);
  const insert = `INSERT INTO access.api_keys (id, name, key_hash, role) VALUES ($1, 'bench', $2, 'steward')`;
  await pool.query(insert, [v7(), createHash('sha256').update(key).digest()]);
  return key;
};

/** Asks and answers with how long it took, and the id of the first customer of the answer; throws for anything but a 200. */
export const poster = (url: string, key: string) => async (path: string, body: object) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const began = performance.now();
  const answer = await fetch(url + path, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...body, reason: 'bench' }),
  });
  const { customers } = (await answer.json()) as { customers?: { id: string }[] };
  if (answer.status !== 200 || !customers?.[0]) throw new Error(`${path} answered with HTTP ${answer.status}.`);
  return { ms: performance.now() - began, id: customers[0].id };
};
