import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openHarness, type Harness } from '../gateway-harness';

const page = readFileSync(join(__dirname, '../../../../docs/cloudevents.md'), 'utf8');
const blocks = [...page.matchAll(/^```(sh|js|json)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const commands = blocks.flatMap(({ language, text }, at) => {
  if (language === 'json') return [];
  const next = blocks[at + 1];
  return [{ language, text, answer: next?.language === 'json' ? (JSON.parse(next.text) as unknown) : undefined }];
});

const run = promisify(execFile);
let databases: TestDatabase[];
let gateway: Harness;
beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
  gateway = await openHarness(databases[0]!.url, databases[1]!.url);
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(databases.map((database) => database.drop()));
});

it.each(commands)(
  'docs/cloudevents.md shows a command that answers what it says: $text',
  async ({ language, text, answer }) => {
    const env = {
      ...process.env,
      TOUCHSTONE_URL: gateway.url,
      WRITE_KEY: gateway.first.writeKey,
      API_KEY: gateway.first.apiKey,
    };
    const [program, ...args] = language === 'js' ? ['node', '-e', text] : ['bash', '-euo', 'pipefail', '-c', text];
    const { stdout } = await run(program!, args, { cwd: __dirname, env });
    if (answer !== undefined) expect(JSON.parse(stdout)).toEqual(answer);
    else expect(stdout).toMatch(/"reason":"missing-identifier"|WebHook-Allowed-Origin: eventemitter/i);
  },
);
