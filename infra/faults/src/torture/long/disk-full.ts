import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { anything, type Caused, type Fault } from '../fault';
import type { World } from '../world';

const run = promisify(execFile);
const fullMs = 20_000;

export interface SmallDisk {
  readonly path: string;
  remove(): Promise<void>;
}

/** A disk in memory that a test can fill. Throws where it cannot be mounted: that takes Linux and root. */
export const smallDisk = async (megabytes: number): Promise<SmallDisk> => {
  const path = await mkdtemp(join(tmpdir(), 'touchstone-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', path]);
  return {
    path,
    remove: async () => {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
};

/** Writes until nothing more fits. */
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

/** Keeps the disk full for a while, also against what is freed meanwhile. Answers how many requests were refused. */
const keepFull = async (
  { sent }: World,
  disk: SmallDisk,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> => {
  const failures = () => [...sent.failures.values()].reduce((sum, count) => sum + count, 0);
  const before = failures();
  const ballast = join(disk.path, 'ballast');
  for (const until = performance.now() + fullMs; performance.now() < until; await sleep(200)) {
    await fill(ballast);
    await meanwhile();
  }
  await rm(ballast);
  return failures() - before;
};

const inFlightNow = async ({ observer }: World): Promise<Caused['inFlight'] | undefined> => {
  for (const until = performance.now() + 6_000; performance.now() < until; await sleep(5)) {
    const seen = await observer.look();
    if (anything(seen)) return { requests: seen.requests, appends: seen.appends.size };
  }
  return undefined;
};

/** Whoever ran out of space may have ended: it is started again when there is some. */
export const fullDatabaseDisk = (disk: SmallDisk): Fault => ({
  name: `disk of the database full for ${fullMs / 1_000} s`,
  // Without segments in store the next one needs space at once.
  world: { databaseDir: join(disk.path, 'postgres'), databaseSettings: { wal_recycle: 'off' } },
  cause: async (world) => {
    const { database } = world.services;
    const inFlight = await inFlightNow(world);
    if (!inFlight) return undefined;
    const { observer } = world;
    const refused = await keepFull(world, disk, () => observer.query('SELECT pg_switch_wal()').catch(() => {}));
    if (database.isGone) await database.startAgain();
    const log = await readFile(join(disk.path, 'postgres', 'server.log'), 'utf8');
    const complaints = log.split('No space left on device').length - 1;
    if (complaints === 0) throw new Error('The disk was full, and the server has not noticed.');
    return { inFlight, notes: `the server had no space ${complaints} times; ${refused} requests failed meanwhile` };
  },
});

export const fullBrokerDisk = (disk: SmallDisk): Fault => ({
  name: `disk of the broker full for ${fullMs / 1_000} s`,
  world: { kafkaDir: join(disk.path, 'kafka'), kafkaSettings: { 'log.segment.bytes': String(1 << 20) } },
  cause: async (world) => {
    const [node] = world.kafka.nodes;
    const inFlight = await inFlightNow(world);
    if (!node || !inFlight) return undefined;
    const refused = await keepFull(world, disk);
    await node.kill(); // a broker whose only disk was full does not serve again by itself
    await node.start();
    return { inFlight, notes: `${refused} requests failed meanwhile` };
  },
});
