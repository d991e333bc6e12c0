import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refused } from '../refused';

/** A file as it was when the import began: what is added later is not read. */
export interface ImportFile {
  readonly path: string;
  /** Bytes when it was opened; undefined for a pipe. */
  readonly size: number | undefined;
  /** SHA-256 of these bytes. Not of a pipe. */
  hash(onBytes: (bytes: number) => void): Promise<string>;
  /** Its bytes, inflated where it is gzip. */
  read(onBytes: (bytes: number) => void): AsyncIterable<Buffer>;
  /** How many bytes were added since it was opened. */
  growth(): Promise<number>;
  close(): Promise<void>;
}

const chunkBytes = 1024 * 1024;

const inflated = (source: Readable, path: string): AsyncIterable<Buffer> => {
  const out = source.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  source.on('error', (error) => out.destroy(error));
  return (async function* () {
    try {
      yield* out as AsyncIterable<Buffer>;
    } catch (error) {
      throw new Refused(`${path} begins like gzip but cannot be inflated (${(error as NodeJS.ErrnoException).code}).`);
    }
  })();
};

async function* withFirst(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* plainOrGzip(source: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const { value: first } = (await chunks.next()) as { value?: Buffer };
  if (!first) return;
  const whole = withFirst(first, chunks);
  yield* first[0] === 0x1f && first[1] === 0x8b ? inflated(Readable.from(whole), path) : whole;
}

/** Exactly the bytes that the file had when it was opened. */
async function* bytesOf(handle: FileHandle, size: number | undefined, onBytes: (bytes: number) => void) {
  for (let at = 0; size === undefined || at < size;) {
    const length = size === undefined ? chunkBytes : Math.min(chunkBytes, size - at);
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(length),
      0,
      length,
      size === undefined ? null : at,
    );
    if (bytesRead === 0) break;
    at += bytesRead;
    onBytes(at);
    yield buffer.subarray(0, bytesRead);
  }
}

const opened = (path: string): Promise<FileHandle> =>
  open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`${path} cannot be read (${error.code}): pass the path of a file.`);
  });

async function* counted(source: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    onBytes((bytes += chunk.length));
    yield chunk;
  }
}

// Not /dev/stdin, which cannot be opened where the standard input is a socket.
const standardInput = (): ImportFile => ({
  path: '-',
  size: undefined,
  hash: () => Promise.reject(new Error('The standard input has no hash before it is read.')),
  read: (onBytes) => plainOrGzip(counted(process.stdin, onBytes), 'The standard input'),
  growth: async () => 0,
  close: async () => void process.stdin.destroy(),
});

/** `-` is the standard input. */
export const openImportFile = async (path: string): Promise<ImportFile> => {
  if (path === '-') return standardInput();
  const handle = await opened(path);
  const stat = await handle.stat();
  if (stat.isDirectory()) throw new Refused(`${path} is a directory: pass the path of a file.`);
  const size = stat.isFile() ? stat.size : undefined;
  return {
    path,
    size,
    hash: async (onBytes) => {
      const hash = createHash('sha256');
      for await (const chunk of bytesOf(handle, size, onBytes)) hash.update(chunk);
      return hash.digest('hex');
    },
    read: (onBytes) => plainOrGzip(bytesOf(handle, size, onBytes), path),
    growth: async () => (size === undefined ? 0 : (await handle.stat()).size - size),
    close: () => handle.close(),
  };
};
