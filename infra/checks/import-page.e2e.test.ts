import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnTouchstone, type Touchstone } from '@touchstone/testing';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/import.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text as string);

const bash = promisify(execFile);

describe('docs/import.md', () => {
  let touchstone: Touchstone;
  beforeAll(async () => {
    touchstone = await spawnTouchstone();
  });
  afterAll(() => touchstone?.stop());

  it('shows the mapping of its example', () => {
    expect(blocks('yaml')).toContain(readFileSync(join(root, 'infra/demo/data/orders.yaml'), 'utf8'));
  });

  it('shows commands that do what it says', async () => {
    const env = { ...process.env, TOUCHSTONE_DATA: touchstone.dataDir, NO_COLOR: '1' };
    const said: string[] = [];
    for (const block of blocks('sh')) {
      const script = block.replaceAll('./.touchstone', touchstone.dataDir);
      const { stdout } = await bash('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env, timeout: 280_000 });
      said.push(stdout);
    }
    expect(said[0]).toContain('4 lines read, 3 fit, 1 do not. Nothing was sent.');
    expect(said[1]).toMatch(/\n4 +3 +0 +0 +1 +0\n/);
  });
});
