import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Measured } from './harness/row';
import { allRows } from './rows/all-rows';

const root = join(__dirname, '../../..');
const run = promisify(execFile);

/** What `npm run bench` runs, without the build before it. */
const benchCommand = async (): Promise<string> => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scripts['bench'] ?? '';
};

describe('the bench', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('runs every row and writes its table between the marks of the README', async () => {
    const [readme, json] = [join(folder, 'README.md'), join(folder, 'bench.json')];
    await copyFile(join(root, 'README.md'), readme);
    const [program = '', ...args] = (await benchCommand()).split(' ');
    const quick = ['--quick', '--write-readme', '--readme', readme, '--json', json];
    const { stdout } = await run(program, [...args, ...quick], { cwd: root, timeout: 880_000 });
    const { measured } = JSON.parse(await readFile(json, 'utf8')) as { measured: Measured[] };
    expect(measured.map(({ name }) => name)).toEqual(allRows.map(({ name }) => name));
    for (const { contenders } of measured)
      for (const { perSecond, p95 } of contenders) expect(perSecond ?? p95).toBeGreaterThan(0);
    expect(stdout).toMatch(/cores .* Node v\d+.* fsync on/);
    const written = await readFile(readme, 'utf8');
    expect(written).toContain(stdout.trim());
    expect(written).toContain('npm run bench');
    // Every row starts what it measures: minutes, on a machine with other work.
  }, 900_000);

  it('says which rows there are when none has the name', async () => {
    const [program = '', ...args] = (await benchCommand()).split(' ');
    await expect(run(program, [...args, '--only', 'nothing'], { cwd: root })).rejects.toMatchObject({
      stderr: expect.stringMatching(/^No row starts with nothing\. Rows: append\.single, .*resolver\.\n$/),
    });
  });

  it('measures the same work on a small log and on a larger one', async () => {
    const growth = join(root, 'infra/benchmarks/dist/growth.js');
    const readme = join(folder, 'GROWN.md');
    await copyFile(join(root, 'README.md'), readme);
    const args = ['--events', '400,2000', '--rounds', '1', '--ms', '100', '--write-readme', '--readme', readme];
    const { stdout, stderr } = await run(process.execPath, [growth, ...args], { cwd: root, timeout: 280_000 });
    expect(stderr).toMatch(/^400 events of 20 people,.*\n2000 events of 100 people,/);
    expect(stdout).toContain('shared_buffers 512MB, max_wal_size 4GB');
    const rows = stdout.split('\n').filter((line) => /^\| (merge|profile|append)/.test(line));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatch(/\d\.\d\dx.*target 1\.3x/);
    expect(await readFile(readme, 'utf8')).toContain(stdout.trim());
  });
});
