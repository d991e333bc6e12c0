import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { restore, type Restored } from '@touchstone/backup';
import { ConfigurationError } from '@touchstone/service-host';
import { openBackup } from './backup-files.files';
import type { Config } from './config';
import { lockData } from './data-lock.files';
import { startDatabases } from './databases.worker';
import { readJson, writePrivateJson } from './private-file.files';
import { decodeSecrets } from './secrets.files';
import { undoing } from './undoing';

export interface RestoreOptions {
  readonly backup: string;
  readonly keys: string;
  readonly secretsFile: string;
}

const marker = (dataDir: string): string => join(dataDir, 'restoring');

/** A directory whose restore did not finish holds a part of the log only, and must not be served. */
export const refuseHalfRestored = async (dataDir: string): Promise<void> => {
  const half = await stat(marker(dataDir)).catch(() => undefined);
  if (half)
    throw new ConfigurationError(`The restore into ${dataDir} did not finish: delete the directory and restore again.`);
};

const requireEmpty = async (dataDir: string): Promise<void> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if ((await readdir(dataDir)).length > 0)
    throw new ConfigurationError(`${dataDir} is not empty: a backup is restored into a new directory.`);
};

const readSecrets = async (path: string): Promise<Record<string, unknown>> => {
  const kept = await readJson(path);
  if (!kept)
    throw new ConfigurationError(`${path} is missing: a backup can only be read with the secrets.json of its server.`);
  decodeSecrets(path, kept);
  return kept;
};

/** Makes a data directory from a backup, on servers that are stopped again afterwards. */
export const restoreData = async (
  config: Config,
  options: RestoreOptions,
  say: (line: string) => void,
): Promise<Restored> => {
  const { dataDir } = config;
  const kept = await readSecrets(options.secretsFile);
  say('Comparing the files with their checksums...');
  const files = await openBackup(options.backup, options.keys);
  await requireEmpty(dataDir);
  const done = await undoing(async (started) => {
    const lock = await lockData(dataDir);
    started(lock.release);
    await writeFile(marker(dataDir), files.takenAt);
    await writePrivateJson(join(dataDir, 'secrets.json'), kept);
    const databases = await startDatabases(config, say);
    started(databases.stop);
    let told = 0;
    const onProgress = (part: string, rows: number) => {
      if (rows - told < 50_000 && rows > told) return;
      told = rows;
      say(`${part}: ${rows} rows of ${files.rows}`);
    };
    return restore({
      logUrl: databases.log,
      keysUrl: databases.keys,
      log: files.log,
      keys: files.keys,
      wrappingKey: decodeSecrets(options.secretsFile, kept).wrappingKey,
      onProgress,
    });
  });
  await done.close();
  await rm(marker(dataDir));
  return done;
};
