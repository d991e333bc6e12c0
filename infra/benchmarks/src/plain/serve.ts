import { spawn } from 'node:child_process';
import { cpuOfTree } from '../harness/cpu';

export interface Served {
  readonly url: string;
  /** CPU seconds so far. */
  cpu(): number | undefined;
  readonly pid: number;
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Runs a compiled server in a process of its own; it says its address in a line that ends with "listens on <url>". */
export const serve = async (
  script: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
  nodeArgs: readonly string[] = [],
): Promise<Served> => {
  const child = spawn(process.execPath, [...nodeArgs, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      const found = /listens on (\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(`${script} ended before it listened: ${output}`)));
  });
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid as number, cpu: () => cpuOfTree(child.pid), stop: end('SIGTERM'), kill: end('SIGKILL') };
};
