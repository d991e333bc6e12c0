import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const program = resolve(__dirname, '../../../../apps/cli/dist/main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** The most memory that the process ever held, as the operating system says; 0 where it does not say. */
  readonly peakBytes: number;
}

export interface Importer {
  readonly child: ChildProcess;
  readonly err: () => string;
  readonly ended: Promise<Ended>;
}

const highWater = (pid: number): number => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
};

/** `touchstone import` in a process of its own; its memory is read from the operating system while it runs. */
export const startImport = (...args: readonly string[]): Importer => {
  const child = spawn(process.execPath, [program, 'import', ...args, '--json']);
  let [out, err, peakBytes] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const watching = setInterval(() => (peakBytes = Math.max(peakBytes, highWater(child.pid!))), 50);
  const ended = new Promise<Ended>((done) =>
    child.once('close', (code, signal) => {
      clearInterval(watching);
      done({ code, signal, out, err, peakBytes });
    }),
  );
  return { child, err: () => err, ended };
};
