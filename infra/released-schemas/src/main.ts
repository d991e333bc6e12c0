import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveRelease } from './save-release';

// Run once per release: node infra/released-schemas/dist/main.js <version>. The data are invented.
const program = resolve(__dirname, '../../../apps/all-in-one/dist/main.js');
const time = (second: number): string => new Date(Date.UTC(2026, 0, 5, 10, 0, second)).toISOString();

const batch = [
  {
    type: 'identify',
    messageId: 'i1',
    userId: 'ann',
    timestamp: time(0),
    traits: { email: 'ann@example.org', name: 'Ann Ott' },
  },
  {
    type: 'track',
    messageId: 't1',
    userId: 'ann',
    timestamp: time(1),
    event: 'Order Completed',
    properties: { order_id: 'o1', total: 12.5, currency: 'EUR' },
  },
  { type: 'track', messageId: 't2', userId: 'bea', timestamp: time(2), event: 'Signed Up' },
  { type: 'identify', messageId: 'i2', userId: 'zoe', timestamp: time(3), traits: { email: 'zoe@example.org' } },
];

const untilWritten = async (stdout: NodeJS.ReadableStream): Promise<void> => {
  let text = '';
  for await (const chunk of stdout) if ((text += String(chunk)).includes('write key')) return;
  throw new Error(`Touchstone did not start: ${text}`);
};

const make = async (version: string): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'touchstone-release-'));
  const env = { ...process.env, PORT: '0', SQL_PORT: '0', TOUCHSTONE_DATA: dataDir };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await untilWritten(child.stdout);
  const { url, writeKey, apiKey } = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  const asSource = { ...headers, authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
  const sent = await fetch(`${url}/v1/batch`, { method: 'POST', headers: asSource, body: JSON.stringify({ batch }) });
  const position = sent.headers.get('touchstone-position') ?? '';
  const find = async (identifier: string) => {
    const answer = await fetch(`${url}/customers?identifier=${identifier}`, {
      headers: { ...headers, 'touchstone-wait-for': position },
    });
    return ((await answer.json()) as { items: { id: string }[] }).items;
  };
  const [zoe] = await find('user_id:zoe');
  await fetch(`${url}/customers/${zoe?.id}/erasure`, { method: 'POST', headers, body: '{"basis":"on request"}' });
  await sleep(2_000);
  const expected = {
    ann: await find('email:ann@example.org'),
    bea: await find('user_id:bea'),
    erased: zoe?.id,
    writeKey,
  };
  child.kill('SIGTERM');
  await once(child, 'exit');
  await saveRelease(dataDir, resolve(__dirname, '..', version), expected);
  await rm(dataDir, { recursive: true });
};

const [version] = process.argv.slice(2);
if (!version || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error('Name the release, such as 0.1.0.');
void make(version);
