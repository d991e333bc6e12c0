import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { sampleMessage } from '../plain/sample-messages';
import { serve, type Served } from '../plain/serve';
import type { LogServer } from './log-server';

const program = join(__dirname, '../../../../apps/touchpoint-gateway/dist/main.js');

/** The gateway in a process of its own, with one source whose write key is given. */
export const serveGateway = async ({ logUrl, env }: LogServer, writeKey: string): Promise<Served> => {
  const served = await serve(program, [], env);
  const pool = new Pool({ connectionString: logUrl, max: 1 });
  const source = v7();
  await pool.query('INSERT INTO access.sources (id, name) VALUES ($1, $2)', [source, 'bench']);
  const insert = 'INSERT INTO access.write_keys (key_hash, id, source_id) VALUES ($1, $2, $3)';
  await pool.query(insert, [createHash('sha256').update(writeKey).digest(), v7(), source]);
  await pool.end();
  return served;
};

/** Sends bodies of `count` messages; answers with how many were accepted, and throws for anything but a 200. */
export const sender =
  (url: string, writeKey: string, agent: Agent) =>
  (body: string, count: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const call = request(`${url}/v1/batch`, { method: 'POST', agent, headers }, (answer) => {
        answer
          .resume()
          .once('end', () =>
            answer.statusCode === 200 ? resolve(count) : reject(new Error(`HTTP ${answer.statusCode}`)),
          );
      });
      call.once('error', reject).end(body);
    });

/** A body of `count` messages, each of a person that `userOf` names. */
export const bodyOf = (count: number, userOf: () => string): string =>
  JSON.stringify({
    batch: Array.from({ length: count }, () => sampleMessage(userOf())),
    sentAt: new Date().toISOString(),
  });

/** One of `known` people. */
export const someOf = (known: number) => (): string => `user-${Math.floor(Math.random() * known)}`;
