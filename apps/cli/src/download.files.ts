import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Refused } from './refused';

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

export type OnProgress = (progress: { readonly bytes: number; readonly rows: number }) => void;

/** Counts the rows of a dump (lines that begin with a space) and keeps its last line. */
const dumpReader = () => {
  let rows = 0;
  let rest = '';
  let last = '';
  const take = (line: string): void => {
    if (line.startsWith(' ')) rows += 1;
    if (line) last = line;
  };
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      // A character may be cut between chunks; what is looked at here is ASCII.
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
      done();
    },
  });
  return { sink, rows: () => rows, isWhole: () => last.startsWith('{"end":true') && rest === '' };
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
};

const brokeOff = (path: string): Refused =>
  new Refused(
    `${path} is not whole, because the connection broke off: see the log of Touchstone, and run the backup again.`,
  );

/** Writes a dump to a file that has its name only when it is whole and on the disk. */
export const download = async (
  body: ReadableStream<Uint8Array>,
  path: string,
  onProgress: OnProgress,
): Promise<Downloaded> => {
  const hash = createHash('sha256');
  const reader = dumpReader();
  const unpacked = createGunzip();
  const reading = pipeline(unpacked, reader.sink);
  let bytes = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      onProgress({ bytes, rows: reader.rows() });
      if (unpacked.write(chunk)) done(null, chunk);
      else unpacked.once('drain', () => done(null, chunk));
    },
    flush(done) {
      unpacked.end();
      done();
    },
  });
  const part = `${path}.part`;
  const written = pipeline(Readable.fromWeb(body as never), watch, createWriteStream(part, { mode: 0o600 }));
  await Promise.all([written, reading]).catch(() => {
    unpacked.destroy();
    throw brokeOff(path);
  });
  if (!reader.isWhole()) throw brokeOff(path);
  await sync(part);
  await rename(part, path);
  return { bytes, sha256: hash.digest('hex'), rows: reader.rows() };
};
