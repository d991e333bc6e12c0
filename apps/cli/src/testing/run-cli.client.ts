import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const program = resolve(__dirname, '../../dist/main.js');

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line as it is installed. */
export const cli = (...args: string[]): Promise<Said> =>
  new Promise((done) =>
    execFile(process.execPath, [program, ...args], (error, out, err) =>
      done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    ),
  );
