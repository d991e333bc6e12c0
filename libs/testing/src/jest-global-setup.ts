import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@touchstone/embedded-postgres';
import { hostKafka } from './jest-kafka';
import { hostNewData } from './jest-new-data';
import { addressVariable, running } from './jest-postgres';

const prefix = 'touchstone-jest-';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const removeLeftovers = async () => {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  const dead = names.filter((name) => !isAlive(Number(name.slice(prefix.length).split('-')[0])));
  // Another user's leftovers are for that user to remove.
  await Promise.allSettled(dead.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
};

const forTests = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export default async (): Promise<void> => {
  await removeLeftovers();
  running.folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  running.server = await startPostgres({ dataDir: join(running.folder, 'data'), settings: forTests });
  running.kafka = await hostKafka(join(running.folder, 'kafka'));
  running.newData = await hostNewData(join(running.folder, 'new-data'));
  process.env[addressVariable] = running.server.url('postgres');
};
