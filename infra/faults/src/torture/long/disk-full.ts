import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failuresSince, send } from '../../load/sender';
import { tell } from '../../load/story';
import { anything, untilInFlight, type Fault } from '../fault';
import { connected } from '../in-flight';
import { timesIn } from '../report';
import type { World } from '../world';
import type { SmallDisk } from './small-disk';

const fullMs = 20_000;
const patienceMs = 90_000;
const crowdSize = 200;
const noSpace = '53100';

/** Many people at once, all of them new: their keys and events need space at once, wherever they are written. */
const crowd = ({ services: { url, writeKey }, sent }: World): Promise<void> =>
  send(
    { url, writeKey, sent, batch: 80, atOnce: 1 },
    tell({ name: `crowd-${sent.requests}`, people: crowdSize, rounds: 1 }),
  );

interface Arriving {
  /** Resolves when the crowd is acknowledged. */
  readonly repaired: Promise<void>;
}

/** Keeps the disk full for a while and until requests were refused, also against what is freed meanwhile. */
const keepFull = async (world: World, disk: SmallDisk, meanwhile: () => Promise<unknown>): Promise<Arriving> => {
  const { sent } = world;
  const before = new Map(sent.failures);
  const refused = () => failuresSince(before, sent)['503'] ?? 0;
  await disk.fill();
  const arriving = crowd(world);
  arriving.catch(() => {}); // told by whoever waits for it
  const began = performance.now();
  for (let age = 0; age < fullMs || (age < patienceMs && !refused()); age = performance.now() - began) {
    await disk.fill();
    await meanwhile();
    await sleep(200);
  }
  await disk.clear();
  if (!refused()) throw new Error('The disk was full, and no request was answered with 503.');
  return { repaired: arriving };
};

/** A megabyte of rows; counts why it did not fit. */
const tryToWrite = async ({ observer }: World, seen: Record<string, number>): Promise<void> => {
  const statement = `CREATE TABLE store.too_large AS SELECT repeat(md5(n::text), 32) FROM generate_series(1, 1024) AS n`;
  const error = await observer.query(statement).then(
    () => observer.query('DROP TABLE store.too_large').then(() => ({ code: 'it fitted' })),
    (thrown: { code?: string }) => thrown,
  );
  const code = error.code ?? 'no answer';
  seen[code] = (seen[code] ?? 0) + 1;
};

/** Room for the log in store, so that tables are the first that cannot grow. */
const storeSegments = async ({ services }: World): Promise<void> => {
  const client = await connected(services.database.url('postgres'));
  for (let segments = 0; segments < 6; segments++) await client.query('SELECT pg_switch_wal(), txid_current()');
  await client.query('CHECKPOINT');
  await client.end();
};

const databaseFull = (name: string, disk: SmallDisk, worse: (world: World) => Promise<unknown>): Fault => ({
  name: `${name} for ${fullMs / 1_000} s`,
  world: { database: { dataDir: join(disk.path, 'postgres') } },
  cause: async (world) => {
    const { database } = world.services;
    await storeSegments(world);
    const inFlight = await untilInFlight(world, anything);
    if (!inFlight) return undefined;
    const seen: Record<string, number> = {};
    const arriving = await keepFull(world, disk, async () => {
      await worse(world);
      await tryToWrite(world, seen);
    });
    // Who runs out of space for its log ends, and is started again when there is some.
    const ended = database.isGone;
    if (ended) await database.startAgain();
    if (!seen[noSpace] && !ended) throw new Error(`The disk was full, and the server wrote: ${timesIn(seen)}.`);
    const how = ended ? 'the server ended; ' : '';
    return { inFlight, ...arriving, notes: `${how}own writes saw ${timesIn(seen)}` };
  },
});

/** First no table can grow, which is an error of the statement; then the server cannot write its log either, and ends. */
export const fullDatabaseDisk = (disk: SmallDisk): readonly Fault[] => [
  databaseFull('disk of the database full', disk, () => Promise.resolve()),
  databaseFull('disk of the database full, its log too', disk, ({ observer }) =>
    observer.query('SELECT pg_switch_wal()').catch(() => {}),
  ),
];

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

export const fullBrokerDisk = (disk: SmallDisk): readonly Fault[] => [
  {
    name: `disk of the broker full for ${fullMs / 1_000} s`,
    world: { kafkaDir: join(disk.path, 'kafka'), kafkaSettings: { 'log.segment.bytes': String(1 << 20) } },
    cause: async (world) => {
      const [node] = world.kafka.nodes;
      const pid = node?.pid();
      const inFlight = await untilInFlight(world, anything);
      if (!node || !pid || !inFlight) return undefined;
      const arriving = await keepFull(world, disk, () => Promise.resolve());
      const how = lives(pid) ? 'went on without its log' : 'ended by itself';
      await node.kill(); // one whose only disk was full does not serve again by itself
      await node.start();
      return { inFlight, ...arriving, notes: `the broker ${how}` };
    },
  },
];
