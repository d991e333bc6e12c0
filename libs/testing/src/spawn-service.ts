import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { eventually } from './eventually';

export type ServiceOptions = {
  env?: Record<string, string>;
  args?: string[];
  /** Options of Node itself. */
  nodeArgs?: string[];
  cwd?: string;
  /** A line of its output, or a port on 127.0.0.1 that answers. */
  ready?: RegExp | number;
  timeoutMs?: number;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Service = {
  pid: number;
  output(): string;
  kill(signal?: NodeJS.Signals): Promise<Exit>;
  exited: Promise<Exit>;
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Runs a compiled script in a Node process of its own. */
export const spawnService = async (script: string, options: ServiceOptions = {}): Promise<Service> => {
  const { env = {}, args = [], nodeArgs = [], ready, timeoutMs = 120_000 } = options;
  const child = spawn(process.execPath, [...nodeArgs, script, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) =>
    child.once('close', (code, signal) => resolve((ended = { code, signal }))),
  );
  void exited.then(() => process.off('exit', killWithUs));

  const isReady = async () => {
    if (ended) return true;
    return typeof ready === 'number' ? answers(ready) : !ready || ready.test(output);
  };
  await eventually(
    `${script} is ready`,
    async () => ({ ready: await isReady(), output }),
    (seen) => seen.ready,
    { timeoutMs },
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (ended && ready !== undefined)
    throw new Error(`${script} ended before it was ready (${JSON.stringify(ended)}): ${output}`);
  const kill = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  return { pid: child.pid as number, output: () => output, kill, exited };
};
