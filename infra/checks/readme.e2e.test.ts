import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text as string);

// These are run by whoever runs this: CI runs the tests by the README's own command, and `npm test` starts the product.
const runElsewhere = /^npm (?:ci|run (?:bench|torture))/;
const commands = blocks('sh').filter((block) => !runElsewhere.test(block));

// What a reader looks up a moment after it was sent, and what it then shows.
const lookUps: readonly (readonly [block: string, shows: string])[] = [
  ['/customers?', '+442079460018'],
  ['analytics.customers', 'Ada Lovelace'],
  ['customer find', 'shop-77'],
];

const bash = promisify(execFile);
const run = async (touchstone: Touchstone, script: string): Promise<string> => {
  const [keys = ''] = commands;
  const text = `${keys}${script}`.replaceAll('./.touchstone', touchstone.dataDir);
  const env = { ...process.env, TOUCHSTONE_DATA: touchstone.dataDir, NO_COLOR: '1' };
  const { stdout } = await bash('bash', ['-euo', 'pipefail', '-c', text], { cwd: root, env, timeout: 60_000 });
  return stdout;
};

describe('the README', () => {
  let touchstone: Touchstone;
  beforeAll(async () => {
    touchstone = await spawnTouchstone();
  }, 90_000);
  afterAll(() => touchstone?.stop());

  it('shows the file that sends a first event', () => {
    expect(blocks('js')).toContain(readFileSync(join(root, 'infra/demo/src/first-event.js'), 'utf8'));
  });

  it.each(commands)(
    'shows commands that do what it says: %s',
    async (block) => {
      const lookUp = lookUps.find(([text]) => block.includes(text));
      if (!lookUp) return void (await run(touchstone, block));
      const shown = (output: string) => output.includes(lookUp[1]);
      await eventually(`${lookUp[1]} is shown`, () => run(touchstone, block), shown, {
        timeoutMs: 30_000,
        pauseMs: 300,
      });
    },
    60_000,
  );
});
