import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  /** Writes until nothing more fits. */
  fill(): Promise<void>;
  /** Takes away what fill() wrote. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

const fill = async (path: string): Promise<void> => {
  const file = await open(path, 'a');
  try {
    for (let bytes = 1 << 20; bytes >= 4_096;) {
      try {
        const { bytesWritten } = await file.write(Buffer.alloc(bytes));
        if (bytesWritten < bytes) bytes /= 2;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        bytes /= 2;
      }
    }
  } finally {
    await file.close();
  }
};

/** A disk in memory that a test can fill. Throws where it cannot be mounted: that takes Linux and root. */
export const smallDisk = async (megabytes: number): Promise<SmallDisk> => {
  const path = await mkdtemp(join(tmpdir(), 'touchstone-disk-'));
  const ballast = join(path, 'ballast');
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', path]);
  return {
    path,
    fill: () => fill(ballast),
    clear: () => rm(ballast, { force: true }),
    remove: async () => {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
};
