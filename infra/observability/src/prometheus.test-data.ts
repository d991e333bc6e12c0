import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from '@touchstone/testing';

/** Why the programs of Prometheus cannot be run here; undefined where they can. */
export const whyNoPrometheus = (): string | undefined =>
  ['prometheus', 'promtool'].some((program) => spawnSync(program, ['--version']).error)
    ? 'prometheus and promtool are not installed (Debian: apt-get install prometheus)'
    : undefined;

/** Exit code and output of the checker that comes with Prometheus. */
export const promtool = (...args: string[]): { code: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export interface Prometheus {
  /** `data` of an address of its HTTP API, such as query?query=up. Throws for an error, with its text. */
  ask<Data>(path: string): Promise<Data>;
  stop(): Promise<void>;
}

/** A real server with a configuration of the test's own. */
export const startPrometheus = async (configFile: string, dataDir: string): Promise<Prometheus> => {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [`--config.file=${configFile}`, `--storage.tsdb.path=${dataDir}`, `--web.listen-address=${address}`],
    { stdio: 'ignore' },
  );
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const isReady = async () => (await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok ?? false;
  await eventually('Prometheus is ready', isReady, (ready) => ready);
  return {
    ask: async (path) => {
      const answer = await fetch(`http://${address}/api/v1/${path}`);
      const { status, data, error } = (await answer.json()) as { status: string; data: never; error?: string };
      if (status !== 'success') throw new Error(`${path}: ${error}`);
      return data;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      process.off('exit', killWithUs);
    },
  };
};
