import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress } from 'node:zlib';
import { startPostgres } from '@touchstone/embedded-postgres';
import { dumpDatabase } from '@touchstone/logical-dump';
import { Pool } from 'pg';
import { databases } from './databases';

const save = async (url: string, database: string, path: string): Promise<void> => {
  const pool = new Pool({ connectionString: url, max: 1 });
  const packed = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const lines = Readable.from(dumpDatabase(pool, { database }), { objectMode: false });
  await pipeline(lines, packed, createWriteStream(path)).finally(() => pool.end());
};

/** Saves a stopped data directory, with the schemas as its release made them, small enough for a repository. */
export const saveRelease = async (dataDir: string, target: string, expected: object): Promise<void> => {
  await mkdir(target, { recursive: true });
  for (const { server, database } of databases) {
    const running = await startPostgres({ dataDir: join(dataDir, server) });
    await save(running.url(database), database, join(target, `${database}.ndjson.br`)).finally(() => running.stop());
  }
  await copyFile(join(dataDir, 'secrets.json'), join(target, 'secrets.json'));
  await writeFile(join(target, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
};
