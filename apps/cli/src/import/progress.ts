import { SingleBar } from 'cli-progress';

export interface Progress {
  update(bytes: number, lines: number, more?: string): void;
  stop(): void;
}

const nonTty = 10_000;

/** On the standard error: a bar, or a line every ten seconds where nobody watches. `total` bytes, if they are known. */
export const showProgress = (what: string, total: number | undefined): Progress => {
  const format = `${what}  {bar} {percentage}%  {lines} lines, {rate} lines/s, {left}{more}`;
  const bar = new SingleBar({
    format: total === undefined ? `${what}  {lines} lines, {rate} lines/s{more}` : format,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: nonTty,
    fps: 4,
    hideCursor: true,
  });
  const began = performance.now();
  let first: { bytes: number; lines: number } | undefined;
  bar.start(Math.max(total ?? 1, 1), 0, { lines: 0, rate: 0, left: '', more: '' });
  return {
    update: (bytes, lines, more = '') => {
      first ??= { bytes, lines };
      const seconds = Math.max((performance.now() - began) / 1000, 0.001);
      const rate = Math.round((lines - first.lines) / seconds);
      const speed = (bytes - first.bytes) / seconds;
      const left = total === undefined || speed <= 0 ? '' : `${Math.ceil((total - bytes) / speed)} s left`;
      bar.update(total === undefined ? 0 : Math.min(bytes, total), { lines, rate, left, more: more && `, ${more}` });
    },
    stop: () => bar.stop(),
  };
};
