import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ConfigurationError } from '@touchstone/service-host';

interface Part {
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
}

export interface BackupFiles {
  readonly takenAt: string;
  readonly rows: number;
  readonly log: AsyncIterable<string>;
  readonly keys: AsyncIterable<string>;
}

const missing = (path: string) => (error: NodeJS.ErrnoException) => {
  throw new ConfigurationError(`${path} cannot be read (${error.code}): name the directory that backup wrote.`);
};

const checked = async (path: string, { sha256 }: Part): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch(missing(path));
  if (hash.digest('hex') !== sha256)
    throw new ConfigurationError(
      `${path} is not the file that the backup wrote (its checksum differs): use another copy.`,
    );
  return path;
};

async function* linesOf(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(path), unpacked);
  reading.catch(() => {});
  yield* createInterface({ input: unpacked, crlfDelay: Infinity });
  await reading;
}

/** Opens a backup after comparing both files with the checksums of its manifest. */
export const openBackup = async (directory: string, keysDirectory: string): Promise<BackupFiles> => {
  const path = join(directory, 'manifest.json');
  const text = await readFile(path, 'utf8').catch(missing(path));
  const { format, takenAt, parts } = JSON.parse(text) as {
    format: number;
    takenAt: string;
    parts: Record<'log' | 'keys', Part>;
  };
  if (format !== 1) throw new ConfigurationError(`${path} was written by a newer release: restore with that one.`);
  const log = await checked(join(directory, parts.log.file), parts.log);
  const keys = await checked(join(keysDirectory, parts.keys.file), parts.keys);
  return { takenAt, rows: parts.log.rows + parts.keys.rows, log: linesOf(log), keys: linesOf(keys) };
};
