import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { v7 } from 'uuid';

/** What makes an import the same one again. */
export interface ImportOf {
  readonly fileHash: string;
  readonly mappingHash: string;
  readonly url: string;
  readonly writeKey: string;
}

/** How far an import got; kept until it is finished, so that it goes on where it was killed. */
export interface Journal {
  readonly path: string;
  readonly importId: string;
  /** Every line up to this one is acknowledged; 0 for a new import. */
  readonly through: number;
  acknowledged(through: number): Promise<void>;
  /** Forgets the import: the same file again is a new one. */
  finish(): Promise<void>;
}

interface Kept {
  readonly importId?: string;
  readonly through?: number;
}

const parseLine = (line: string): Kept => {
  try {
    return JSON.parse(line) as Kept;
  } catch {
    return {}; // the last line, cut when the process was killed
  }
};

const readKept = async (path: string): Promise<Kept> => {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .map(parseLine)
    .reduce((kept, line) => ({ ...kept, ...line }), {});
};

/** Beside the data directory, named after what is imported where. Appended without fsync: what is lost is sent again. */
export const openJournal = async (dataDir: string, of: ImportOf): Promise<Journal> => {
  const directory = `${resolve(dataDir)}-imports`;
  const key = createHash('sha256').update(JSON.stringify([of.fileHash, of.mappingHash, of.url, of.writeKey]));
  const path = join(directory, `${key.digest('hex').slice(0, 32)}.ndjson`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const kept = await readKept(path);
  const importId = kept.importId ?? v7();
  const write = (line: Kept) => appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  // A line that was cut stands alone then.
  await appendFile(path, '\n', { mode: 0o600 });
  if (kept.importId === undefined) await write({ importId });
  return {
    path,
    importId,
    through: kept.through ?? 0,
    acknowledged: (through) => write({ through }),
    finish: () => rm(path, { force: true }),
  };
};
