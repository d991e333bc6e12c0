import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '../load/random';
import type { Fault } from './fault';
import { clockSteps, faketime, steppedClock } from './long/clock-steps';
import { fullBrokerDisk, fullDatabaseDisk } from './long/disk-full';
import { leaderChanges } from './long/leader-change';
import { brokerDown, databaseDown } from './long/outages';
import { pausedHolder } from './long/paused-holder';
import { poolExhausted, serverFull } from './long/pool-exhausted';
import { rebalances } from './long/rebalances';
import { smallDisk, type SmallDisk } from './long/small-disk';
import { lineOf, wentWell } from './report';
import { playRound, type Round } from './round';
import { openWorld } from './world';

export interface LongOptions {
  /** How often each is caused. */
  readonly times: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const play = async (faults: readonly Fault[], { times, seed, say }: LongOptions): Promise<Round[]> => {
  const world = await openWorld(faults[0]?.world);
  const played: Round[] = [];
  const playOne = async (fault: Fault): Promise<Round> => {
    const [name, random] = [`long${seed}-${played.length}`, randomOf(seed + played.length)];
    const round = await playRound(world, fault, { name, random });
    played.push(round);
    say(lineOf(round));
    return round;
  };
  try {
    for (const fault of Array.from({ length: times }, () => faults).flat()) {
      for (let tries = 0, counts = false; tries < 3 && !counts; tries++) {
        const round = await playOne(fault);
        if (!wentWell(round)) return played;
        counts = round.caused !== undefined;
      }
    }
    return played;
  } finally {
    await world.close();
  }
};

const onSmallDisk =
  (megabytes: number, faultsOn: (disk: SmallDisk) => readonly Fault[]) =>
  async (options: LongOptions): Promise<Round[]> => {
    const disk = await smallDisk(megabytes).catch((error: Error) => error);
    if (disk instanceof Error) {
      options.say(
        `!!! NOT RUN: a small disk cannot be mounted here, that takes Linux and root (${disk.message.trim()}).`,
      );
      return [];
    }
    return play(faultsOn(disk), options).finally(disk.remove);
  };

const withSteppedClock = async (options: LongOptions): Promise<Round[]> => {
  const library = faketime();
  if (!library) {
    options.say(
      '!!! NOT RUN: there is no libfaketime here (Debian: apt-get install libfaketime), so no clock can be stepped.',
    );
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-clock-'));
  await chmod(folder, 0o755); // the database server reads it under another account
  const clock = await steppedClock(library, join(folder, 'clock'));
  try {
    const services = await play([{ ...clockSteps(clock, 'the services'), world: { env: clock.env } }], options);
    const world = { env: clock.env, database: { env: clock.env } };
    const everybody = await play([{ ...clockSteps(clock, 'services and database'), world }], options);
    return [...services, ...everybody];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Faults that take minutes, by the name that `--only` takes. */
export const longFaults: Readonly<Record<string, (options: LongOptions) => Promise<Round[]>>> = {
  'leader-change': (options) => play(leaderChanges, options),
  'broker-down': (options) => play([brokerDown], options),
  'database-down': (options) => play([databaseDown], options),
  'database-disk-full': onSmallDisk(600, fullDatabaseDisk),
  'broker-disk-full': onSmallDisk(400, fullBrokerDisk),
  'pool-exhausted': (options) => play([poolExhausted, serverFull], options),
  'paused-holder': (options) => play(pausedHolder, options),
  rebalances: (options) => play([rebalances], options),
  'clock-steps': withSteppedClock,
};
