import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account';
import type { Binaries } from './binaries';
import { readPidFile } from './occupant';
import { PostgresNotStarted } from './postgres-not-started';
import { reachablePath } from './reachable-path';
import { openServerLog, type ServerLog } from './server-log';
import { serverArguments } from './settings';

export type PostgresExit = { code: number | null; signal: NodeJS.Signals | null; expected: boolean };
export type Launch = {
  binaries: Binaries;
  dataDir: string;
  port: number;
  settings: Record<string, string>;
  account: Account | undefined;
};
export type ServerProcess = { pid: number; exited: Promise<PostgresExit>; stop(): Promise<void> };

const onWindows = process.platform === 'win32';

// The shell waits on a pipe that only our own death closes, so that even kill -9 of this process stops the server.
const watch = (pid: number, account: Account | undefined): ChildProcess | undefined =>
  onWindows
    ? undefined
    : spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
        ...account,
      });

const untilReady = async (server: ChildProcess, { dataDir }: Launch, log: ServerLog): Promise<void> => {
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) {
      const reason = (await log.since()).match(/(?:FATAL|PANIC|ERROR): +(.*)/)?.[1] ?? `exit code ${server.exitCode}`;
      throw new PostgresNotStarted(`PostgreSQL did not start in ${dataDir}: ${reason} (more in ${log.path}).`);
    }
    const file = await readPidFile(dataDir);
    if (file?.pid === server.pid && file?.status === 'ready') return;
    await sleep(10);
  }
};

const spawned = (server: ChildProcess) =>
  new Promise<number>((resolve, reject) => {
    server.once('spawn', () => resolve(server.pid as number));
    server.once('error', (error) => reject(new PostgresNotStarted(`PostgreSQL could not be run: ${error.message}.`)));
  });

const askToStop = (server: ChildProcess, { binaries, dataDir }: Launch) =>
  onWindows ? execFile(binaries.pgCtl, ['stop', '-m', 'fast', '-D', dataDir]) : server.kill('SIGINT');

export const runServer = async (launch: Launch): Promise<ServerProcess> => {
  const { binaries, dataDir, account } = launch;
  const log = await openServerLog(dataDir, account);
  try {
    const args = ['-D', reachablePath(dataDir, account), ...serverArguments(launch.port, launch.settings)];
    // Detached: Ctrl-C in a terminal must reach the services first, and they stop the server when they are done.
    const server = spawn(binaries.postgres, args, {
      cwd: dataDir,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...account,
    });
    const gone = new Promise<Omit<PostgresExit, 'expected'>>((resolve) =>
      server.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const pid = await spawned(server);
    const watchdog = watch(pid, account);
    let expected = false;
    const exited = gone.then((exit) => {
      watchdog?.kill('SIGKILL');
      return { ...exit, expected };
    });
    await untilReady(server, launch, log);
    const stop = async () => {
      if (!expected) {
        expected = true;
        askToStop(server, launch);
      }
      await exited;
    };
    return { pid, exited, stop };
  } finally {
    await log.close();
  }
};
