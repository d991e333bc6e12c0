import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { freeze } from '../../product/processes';
import { anything, catchInFlight, type Fault } from '../fault';

const libraries = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
];

/** Path of libfaketime; undefined where it is not installed. */
export const faketime = (): string | undefined => libraries.find((path) => existsSync(path));

export interface SteppedClock {
  readonly env: Record<string, string>;
  /** Whole hours from the true time; every process with `env` follows within a second. */
  step(hours: number): Promise<void>;
}

export const steppedClock = async (library: string, path: string): Promise<SteppedClock> => {
  // In place, because readers know the file by its name at any moment.
  const step = (hours: number) => writeFile(path, `${hours < 0 ? '' : '+'}${hours * 3_600}\n`, { mode: 0o644 });
  await step(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: path,
    FAKETIME_CACHE_DURATION: '1',
    // A step of the clock moves the time of day and no other.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { env, step };
};

/** The time of day of all processes jumps to and fro; a holder is killed just after the clock was set back. */
export const clockSteps = (clock: SteppedClock, whose: string): Fault => ({
  name: `clock steps of an hour of ${whose}`,
  cause: async (world) => {
    const { services } = world;
    const caught = await catchInFlight(world, () => freeze(services.pidOf('customer-repository-1')), anything);
    if (!caught) return undefined;
    caught.frozen.resume();
    for (const hours of [1, 0, -1, 0, 2, 1]) {
      await clock.step(hours);
      await sleep(5_000);
    }
    await clock.step(0);
    const repaired = Promise.all(['customer-repository-1', 'projections-1'].map((name) => services.kill(name)));
    return {
      ...caught,
      repaired: repaired.then(() => {}),
      notes: 'steps +1 h, -1 h, -1 h, +1 h, +2 h, -1 h, -1 h, then kill -9 of two holders',
    };
  },
});
