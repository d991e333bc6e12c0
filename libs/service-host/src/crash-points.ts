import { z } from 'zod';
import { ConfigurationError, readEnv } from './read-config';

/** Called at every crash point of a service. */
export type AtCrashPoint = (point: string) => void;

const killMyself = (): void => void process.kill(process.pid, 'SIGKILL');

/**
 * `<point>` or `<point>:<n>`: kills this process the first, or n-th, time that the point is reached. With `@SIGUSR2` behind
 * it, only what comes after that signal counts. Throws ConfigurationError on an unknown point, because a crash that never
 * comes proves nothing, and wherever NODE_ENV is not `test`: no other process is to be killed by a variable left behind.
 */
export const crashAt = (text: string, points: readonly string[], die: () => void = killMyself): AtCrashPoint => {
  if (readEnv({ NODE_ENV: z.string().optional() }).NODE_ENV !== 'test')
    throw new ConfigurationError('CRASH_AT cannot be used: it is for tests only (NODE_ENV=test), so unset it.');
  const [, name = '', times = '1', signal] = /^([^:@]+)(?::(\d+))?(?:@(SIGUSR2))?$/.exec(text) ?? [];
  if (!points.includes(name))
    throw new ConfigurationError(`CRASH_AT cannot be used: ${text} is no crash point; there are ${points.join(', ')}.`);
  let left = Number(times);
  let armed = signal === undefined;
  if (signal) process.once(signal as NodeJS.Signals, () => (armed = true));
  return (point) => {
    if (!armed || point !== name) return;
    left -= 1;
    if (left === 0) die();
  };
};
