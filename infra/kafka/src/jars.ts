import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaNotStarted } from './kafka-not-started';

const run = promisify(execFile);
const ours = join(__dirname, '../broker');
const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'touchstone');

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

const programs = ['Broker.java', 'ElectLeaders.java'].map((name) => join(ours, name));

/** Name of each jar with its SHA-256, and a digest of them and of our programs, so that a change of either makes a new folder. */
const wanted = async () => {
  const text = await readFile(join(ours, 'jars.sha256'), 'utf8');
  const lines = text.trim().split('\n');
  const sums = new Map(lines.map((line) => line.split(/\s+/).reverse() as [string, string]));
  const hash = createHash('sha256').update(text);
  for (const program of programs) hash.update(await readFile(program));
  return { sums, version: hash.digest('hex').slice(0, 12) };
};

const check = async (folder: string, sums: ReadonlyMap<string, string>): Promise<void> => {
  const found = (await readdir(folder)).filter((name) => name.endsWith('.jar'));
  const strange = found.filter((name) => !sums.has(name));
  const missing = [...sums.keys()].filter((name) => !found.includes(name));
  const compared = await Promise.all(
    [...sums].map(async ([name, sum]) => missing.includes(name) || sum === (await sha256(join(folder, name)))),
  );
  const changed = [...sums.keys()].filter((_, at) => !compared[at]);
  const wrong = [...strange, ...missing, ...changed];
  if (wrong.length > 0)
    throw new KafkaNotStarted(`What Maven gave is not what infra/kafka/broker/jars.sha256 names: ${wrong.join(', ')}.`);
};

const download = async (folder: string, sums: ReadonlyMap<string, string>): Promise<void> => {
  const fresh = `${folder}.${process.pid}.tmp`;
  try {
    await mkdir(fresh, { recursive: true });
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${fresh}`, '-DincludeScope=runtime'];
    await run('mvn', ['-q', '-B', '-f', join(ours, 'pom.xml'), ...goal]);
    await check(fresh, sums);
    await run('javac', ['-cp', join(fresh, '*'), '-d', fresh, ...programs]);
    // Somebody else may have been quicker; theirs is as good.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

/** The folder with the broker's jars and our programs, fetched from Maven Central into the user's cache at first need. */
export const kafkaJars = async (): Promise<string> => {
  const why = await whyNoKafka();
  if (why) throw new KafkaNotStarted(why);
  const { sums, version } = await wanted();
  const folder = join(cacheFolder(), `kafka-${version}`);
  if (!existsSync(folder)) await download(folder, sums);
  return folder;
};

export const classPathOf = (jars: string): string => [join(jars, '*'), jars].join(delimiter);

const isOnPath = (command: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/** What is missing to run a broker here, as a sentence; undefined when nothing is. */
export const whyNoKafka = async (): Promise<string | undefined> => {
  const { version } = await wanted();
  const isCached = existsSync(join(cacheFolder(), `kafka-${version}`));
  const jdk = isOnPath('java') && (isCached || isOnPath('javac')) ? [] : ['a JDK (17 or newer)'];
  const maven = isCached || isOnPath('mvn') ? [] : ['Maven'];
  const missing = [...jdk, ...maven];
  return missing.length > 0
    ? `No Kafka broker can run here, because ${missing.join(' and ')} is missing: apt-get install openjdk-17-jdk-headless maven, or set KAFKA_BROKERS.`
    : undefined;
};
