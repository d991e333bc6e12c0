import { startPostgres } from '@touchstone/embedded-postgres';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Bench } from './row';

export interface BenchServer extends Bench {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server with the settings that `npm start` uses, or others: what is acknowledged is on disk. */
export const startBenchServer = async (quick: boolean, settings: Record<string, string> = {}): Promise<BenchServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-'));
  const server = await startPostgres({ dataDir: join(folder, 'data'), settings });
  let databases = 0;
  return {
    url: server.url('postgres'),
    serverPid: server.pid,
    quick,
    database: async () => {
      const name = `bench_${++databases}`;
      const client = new Client({ connectionString: server.url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
      return server.url(name);
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
