import { createReadStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBrotliDecompress } from 'node:zlib';
import { startPostgres } from '@touchstone/embedded-postgres';
import { loadDump } from '@touchstone/logical-dump';
import { Pool } from 'pg';
import { databases } from './databases';

// Made when the first line is asked for: a reader drops the lines that come while nobody listens.
async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path).pipe(createBrotliDecompress()) });
}

const poolOf = (url: string): Pool => {
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on('error', () => {}); // the server may say that it stops before it has read that the connection was closed
  return pool;
};

const load = async (url: string, path: string): Promise<void> => {
  const pool = poolOf(url);
  await loadDump(pool, linesOf(path)).finally(() => pool.end());
};

const create = async (url: string, database: string): Promise<void> => {
  const pool = poolOf(url);
  await pool.query(`CREATE DATABASE "${database}"`).finally(() => pool.end());
};

/** Makes the data directory of a release again, with the schemas that it had. */
export const unpackRelease = async (release: string, dataDir: string): Promise<void> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const { server, database } of databases) {
    const running = await startPostgres({ dataDir: join(dataDir, server) });
    try {
      await create(running.url('postgres'), database);
      await load(running.url(database), join(release, `${database}.ndjson.br`));
    } finally {
      await running.stop();
    }
  }
  await copyFile(join(release, 'secrets.json'), join(dataDir, 'secrets.json'));
};
