import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classPathOf } from './jars';
import { KafkaNotStarted } from './kafka-not-started';
import { propertiesText } from './server-properties';

export interface BrokerProcess {
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Ends it cleanly, and resolves when it is gone. */
  stop(): Promise<void>;
  readonly exited: Promise<void>;
}

export interface Launch {
  readonly jars: string;
  readonly folder: string;
  readonly clusterId: string;
  readonly properties: Readonly<Record<string, string>>;
  /** Users that are made with the data directory, as Kafka's `--add-scram` takes them. */
  readonly scram?: readonly string[];
}

// The client compiler alone starts in half the time, and a broker on a developer's machine is never busy for long.
const javaOptions = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
const logOptions = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
];
const ready = 'Kafka Server started';
const patienceMs = 120_000;

/** Runs a broker on its folder; resolves when it takes requests. It ends with this process, however that ends. */
export const runBroker = async ({
  jars,
  folder,
  clusterId,
  properties,
  scram = [],
}: Launch): Promise<BrokerProcess> => {
  await mkdir(folder, { recursive: true });
  const dataDir = properties['log.dirs'] as string;
  const file = join(folder, 'server.properties');
  await writeFile(file, propertiesText(properties), { mode: 0o600 });
  const args = [...javaOptions, ...logOptions, '-cp', classPathOf(jars), 'Broker', file, dataDir, clusterId, ...scram];
  // Detached: Ctrl-C in a terminal must reach those who use the broker first.
  const child = spawn('java', args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const log = createWriteStream(join(folder, 'broker.log'), { flags: 'a' });
  log.on('error', () => {}); // a full disk stops the broker, not whoever watches it
  let tail = '';
  const exited = new Promise<void>((resolve) => child.once('close', () => log.end(resolve)));
  child.stdin.on('error', () => {}); // it is gone already
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new KafkaNotStarted(`The broker in ${folder} ${why}: ${tail.slice(-2_000)}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${patienceMs} ms`);
    }, patienceMs);
    const hear = (text: string) => {
      log.write(text);
      tail = (tail + text).slice(-8_000);
      if (!tail.includes(ready)) return;
      clearTimeout(timer);
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    child.once('error', ({ message }) => fail(`could not be run (${message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? code})`);
    });
  });
  return {
    pid: child.pid as number,
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      child.stdin.end();
      await exited;
    },
    exited,
  };
};
