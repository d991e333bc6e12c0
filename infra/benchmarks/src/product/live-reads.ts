import { Agent } from 'node:http';
import { join } from 'node:path';
import type { ProjectionBuilds } from '@touchstone/contracts';
import { Pool } from 'pg';
import { until } from '../harness/until';
import { serve } from '../plain/serve';
import type { LogServer } from './log-server';
import { reader, serveQueryApi } from './profiles';
import { headOf } from './repository';

const program = join(__dirname, '../../../../apps/projections/dist/main.js');

export interface LiveReads {
  /** Reads the profile of one customer. */
  read(): Promise<unknown>;
  /** Builds a read model beside the one that answers; resolves with seconds, when it is level. */
  rebuild(projection: string): Promise<number>;
  /** Gives that build up, and resolves when nothing of it is left. */
  abort(projection: string): Promise<void>;
  close(): Promise<void>;
}

const buildsIn = (url: string, key: string) => {
  const asked = async (method: 'GET' | 'POST', path: string) => {
    const answer = await fetch(url + path, { method, headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path} answered with HTTP ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const besides = async (projection: string) => {
    const { items } = (await asked('GET', '/projections')) as { items: ProjectionBuilds[] };
    return items.find((one) => one.projection === projection)?.builds.filter(({ state }) => state !== 'live') ?? [];
  };
  return { ask: (path: string) => asked('POST', path), besides };
};

/** Ids of all customers, when the read models have come level with the log. */
const customersOf = async (log: LogServer, readUrl: string): Promise<string[]> => {
  const [logPool, readPool] = [log.logUrl, readUrl].map((url) => new Pool({ connectionString: url, max: 1 })) as [
    Pool,
    Pool,
  ];
  try {
    const head = await headOf(logPool);
    const text = `SELECT bool_and(position >= $1) AS level FROM touchstone.slots WHERE subscription = 'customer-profile'`;
    const isLevel = async () => (await readPool.query<{ level: boolean }>(text, [head])).rows[0]?.level === true;
    await until('the profiles are level', isLevel, { everyMs: 200 });
    const { rows } = await readPool.query<{ id: string }>('SELECT customer_id AS id FROM analytics.customers');
    return rows.map(({ id }) => id);
  } finally {
    await Promise.all([logPool.end(), readPool.end()]);
  }
};

/** All read models of a log, kept by one process, and the query API on them in another. `key` is a steward's. */
export const openLiveReads = async (log: LogServer, readUrl: string, key: string): Promise<LiveReads> => {
  const projections = await serve(program, [], { ...log.env, READ_DATABASE_URL: readUrl });
  const closing: (() => unknown)[] = [() => projections.stop()];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const ids = await customersOf(log, readUrl);
    const queryApi = await serveQueryApi(readUrl, log.logUrl);
    closing.push(() => queryApi.stop());
    const agent = new Agent({ keepAlive: true });
    closing.push(() => agent.destroy());
    const { ask, besides } = buildsIn(projections.url, key);
    return {
      read: reader(queryApi, key, ids, agent),
      rebuild: async (projection) => {
        const began = performance.now();
        await ask(`/projections/${projection}/rebuild`);
        const isBuilt = async () => (await besides(projection)).some(({ levelAt }) => levelAt !== null);
        await until(`${projection} is built`, isBuilt, { everyMs: 250 });
        return (performance.now() - began) / 1_000;
      },
      abort: async (projection) => {
        await ask(`/projections/${projection}/abort`);
        await until('the build is gone', async () => (await besides(projection)).length === 0, { everyMs: 250 });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
