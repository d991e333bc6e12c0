import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { classPathOf, kafkaJars } from './jars';

const run = promisify(execFile);

/** Names (`<topic>-<partition>`) of the partitions that moved back to their preferred leader. kafkajs cannot ask for it. */
export const electPreferredLeaders = async (brokers: string): Promise<string[]> => {
  const options = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];
  const program = ['-cp', classPathOf(await kafkaJars()), 'ElectLeaders', brokers];
  const { stdout } = await run('java', [...options, ...program], { timeout: 60_000 });
  return stdout.split('\n').filter(Boolean);
};
