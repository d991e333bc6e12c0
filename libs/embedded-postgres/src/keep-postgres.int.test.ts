import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { keepPostgres } from './keep-postgres';
import { startPostgres } from './start-postgres';

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const began = Date.now(); !(await condition()); await sleep(20)) {
    if (Date.now() - began > 10_000) throw new Error('Not within 10 s.');
  }
};

// The package itself, as npm run build left it: only a process of its own can be killed.
const serving = `require('@touchstone/embedded-postgres')
  .startPostgres({ dataDir: process.argv[1] })
  .then((server) => console.log(server.url('postgres')))`;

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await until(async () => text.includes('\n'));
  return text.trim();
};

describe('an embedded server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-postgres-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('comes back on the same address after kill -9', async () => {
    const server = await keepPostgres({ dataDir: join(folder, 'data') });
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    await until(async () => server.pid !== pid && answers(server.url('postgres')));
    await server.stop();
    await expect(server.exited).resolves.toMatchObject({ expected: true });
    await expect(answers(server.url('postgres'))).resolves.toBe(false);
  });

  it('stops when its parent is killed with kill -9, and a new parent can start it', async () => {
    const parent = spawn(process.execPath, ['-e', serving, join(folder, 'data')], {
      cwd: __dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await firstLine(parent);
    await expect(answers(url)).resolves.toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const next = await startPostgres({ dataDir: join(folder, 'data') });
    await expect(answers(url)).resolves.toBe(false);
    await next.stop();
  });

  it('is made anew when its parent was killed while making it', async () => {
    const parent = spawn(process.execPath, ['-e', serving, join(folder, 'data')], { cwd: __dirname, stdio: 'ignore' });
    await sleep(250);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const server = await startPostgres({ dataDir: join(folder, 'data') });
    await expect(answers(server.url('postgres'))).resolves.toBe(true);
    await server.stop();
  });
});
