import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { spawnTouchstone } from '@touchstone/testing';
import { Client } from 'pg';
import { cpuOf, cpuOfTree } from '../harness/cpu';
import { sender } from './gateway';

export interface WholeRoad {
  readonly url: string;
  /** Of the role admin. */
  readonly apiKey: string;
  send(body: string, count: number): Promise<number>;
  /** Touchpoints that profiles show. */
  shown(): Promise<number>;
  /** Lines of all timelines. */
  lines(): Promise<number>;
  get<Body>(path: string): Promise<Body>;
  /** CPU seconds so far: of the process, and of its two database servers. */
  cpu(): Promise<{ process: number; servers: number }>;
  close(): Promise<void>;
}

const serverOf = async (dataDir: string, name: string): Promise<number> =>
  Number((await readFile(join(dataDir, name, 'postmaster.pid'), 'utf8')).split('\n')[0]);

/** Everything in one process with its two embedded servers, as `npm start` runs it. */
export const startWholeRoad = async (): Promise<WholeRoad> => {
  const touchstone = await spawnTouchstone({ env: { LOG_LEVEL: 'error' } });
  const { apiKey, dataDir, service, sqlUrl, url, writeKey } = touchstone;
  const sql = new Client({ connectionString: sqlUrl });
  await sql.connect();
  const agent = new Agent({ keepAlive: true });
  const one = async (text: string) => Number((await sql.query<{ n: string }>(text)).rows[0]?.n ?? 0);
  const servers = await Promise.all(['postgres-log', 'postgres-read'].map((name) => serverOf(dataDir, name)));
  return {
    url,
    apiKey,
    send: sender(url, writeKey, agent),
    shown: () => one('SELECT sum(touchpoints) AS n FROM analytics.customers'),
    lines: () => one('SELECT count(*) AS n FROM analytics.timeline'),
    get: async <Body>(path: string) => (await touchstone.request<Body>(path)).body,
    cpu: async () => ({
      process: cpuOf(service.pid) ?? 0,
      servers: servers.reduce((sum, pid) => sum + (cpuOfTree(pid) ?? 0), 0),
    }),
    close: async () => {
      agent.destroy();
      await sql.end();
      await touchstone.stop();
    },
  };
};
