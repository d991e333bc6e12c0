import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Watched {
  readonly out: string;
  readonly ms: number;
  /** The most memory that the process ever held, by the operating system; 0 where it does not say. */
  readonly peakMb: number;
}

const peakOf = (pid: number | undefined): number => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1_024;
  } catch {
    return 0;
  }
};

/** Runs a script to its end. Throws with its last words unless it ends with 0. */
export const runWatched = (script: string, args: readonly string[]): Promise<Watched> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [script, ...args]);
    let [out, err, peakMb] = ['', '', 0];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const watching = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), 50);
    child.once('close', (code) => {
      clearInterval(watching);
      if (code === 0) resolve({ out, ms: performance.now() - began, peakMb });
      else reject(new Error(`${script} ended with ${code}: ${err.slice(-1_000)}`));
    });
  });
