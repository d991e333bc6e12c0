import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { pour } from './check-import';
import { columns } from './history';
import { startImport } from './importer';
import { importKilledAndResumed, mappingFile, shownAsTold, type Receipt } from './real-import';

const megabyte = 1_000_000;
const memoryLimit = 300 * megabyte;

let folder: string;
let touchstone: Touchstone;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-imports-'));
  touchstone = await spawnTouchstone();
});
afterAll(async () => {
  await touchstone?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('checks a file of 1 GB in less than 300 MB of memory, and sends nothing', async () => {
  const importing = startImport('-', '--mapping', await mappingFile(folder), '--dry-run');
  const { read, broken } = await pour(importing.child.stdin!, columns, 1_000 * megabyte);
  const { code, out, peakBytes } = await importing.ended;
  const result = JSON.parse(out) as { reasons: readonly { code: string; count: number }[] };
  expect(result).toMatchObject({ read, fits: read - broken });
  expect(new Set(result.reasons.map((reason) => reason.code))).toEqual(new Set(['broken-quotes']));
  expect(result.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(broken);
  expect(code).toBe(2);
  if (process.platform === 'linux') expect(peakBytes).toBeGreaterThan(30 * megabyte);
  expect(peakBytes).toBeLessThan(memoryLimit);
});

describe('an import of 30 MB that is killed and run again', () => {
  it('stores each line once, keeps exact repeats, and says what became of every line', async () => {
    const { told, receipt, bytes, killed, finished } = await importKilledAndResumed(touchstone, {
      folder,
      bytes: 30 * megabyte,
      killAt: 5_000,
      timeoutMs: 280_000,
    });
    expect(bytes).toBeGreaterThanOrEqual(30 * megabyte);
    expect(killed.signal).toBe('SIGKILL');
    expect(finished.err).toMatch(/import [0-9a-f-]+ goes on behind line \d+\./);
    const bad = told.badLines.size;
    expect(receipt).toMatchObject({
      read: told.good + bad,
      stored: told.good,
      duplicate: 0,
      conflict: 0,
      rejected: bad,
      waiting: 0,
    });
    expect(receipt.rejectedBy).toEqual(told.bad);
    expect(new Map(receipt.lines.map(({ line, code }) => [line, code]))).toEqual(told.badLines);
    expect(Math.max(killed.peakBytes, finished.peakBytes)).toBeLessThan(memoryLimit);
    await shownAsTold(touchstone.sqlUrl, told, 120_000);
    const ofSource = { headers: { authorization: '', 'x-write-key': touchstone.writeKey } };
    expect((await touchstone.request<Receipt>(`/v1/receipts/${receipt.importId}`, ofSource)).body).toMatchObject({
      stored: told.good,
    });
    const { body } = await touchstone.request<{ items: readonly Record<string, number>[] }>('/v1/receipts');
    for (const one of body.items)
      expect(one['received']).toBe(one['stored']! + one['duplicate']! + one['conflict']! + one['rejected']!);
  });
});

describe('files as they really are', () => {
  const importFile = async (name: string, content: Buffer | string, mapping: object, ...more: string[]) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const { url, writeKey } = touchstone;
    const to = ['--url', url, '--write-key', writeKey, '--data', join(folder, 'kept'), ...more];
    const { code, out, err } = await startImport(path, '--mapping', await mappingFile(folder, mapping), ...to).ended;
    return { path, code, err, receipt: JSON.parse(out || '{}') as Receipt };
  };
  const seen = { event: 'Seen', identity: { user_id: '{id}' }, time: { column: 'at' }, properties: { note: '{note}' } };
  const outcomes = ({ lines }: Receipt) =>
    Object.fromEntries(lines.map(({ line, outcome, code }) => [line, code ?? outcome]));

  it('takes UTF-16 with lone surrogates, the first and the last year, broken quotes and huge cells, line by line', async () => {
    const text = [
      'id,at,note',
      'odd-1,0001-01-01T00:00:00Z,first',
      'odd-2,9999-12-31T23:59:59.999Z,last',
      'odd-3,0000-12-31T00:00:00Z,too early',
      'odd-4,2024-02-30T00:00:00Z,no such day',
      'odd-5,2024-01-01T00:00:00Z,\ud800 alone',
      'odd-\udc00,2024-01-01T00:00:00Z,named by half a character',
      'odd-6,2024-01-01T00:00:00Z,5" pipe',
      `odd-7,2024-01-01T00:00:00Z,${'x'.repeat(300_000)}`,
      'odd-8,2024-01-01T00:00:00Z,"two\nlines"',
      ',2024-01-01T00:00:00Z,nobody',
      'odd-9,2024-01-01T00:00:00Z',
      'odd-9,2024-01-01T00:00:00Z,"never closed',
    ].join('\r\n');
    const { code, receipt } = await importFile('odd.csv', Buffer.from(`\ufeff${text}`, 'utf16le'), seen);
    expect(receipt).toMatchObject({ read: 12, stored: 4, duplicate: 0, conflict: 0, rejected: 8, waiting: 0 });
    expect(outcomes(receipt)).toEqual({
      4: 'invalid-time',
      5: 'invalid-time',
      7: 'unusable-identifier',
      8: 'broken-quotes',
      9: 'too-large',
      12: 'missing-identifier',
      13: 'wrong-number-of-columns',
      14: 'broken-quotes',
    });
    expect(code).toBe(2);
  });

  it('imports a file twice without a change, and says so', async () => {
    const lines = ['{"u":{"id":"twice-1"},"at":1700000000}', '{"u":{"id":"twice-1"},"at":1700000000}', 'no json'].join(
      '\n',
    );
    const mapping = { event: 'Seen', identity: { user_id: '{u.id}' }, time: { column: 'at', format: 'unix' } };
    const once = await importFile('twice.ndjson.gz', gzipSync(lines), mapping);
    expect(once.receipt).toMatchObject({ read: 3, stored: 2, duplicate: 0, rejected: 1 });
    const again = await importFile('twice.ndjson.gz', gzipSync(lines), mapping);
    expect(again.receipt).toMatchObject({ read: 3, stored: 0, duplicate: 2, rejected: 1 });
    expect(again.receipt.importId).not.toBe(once.receipt.importId);
    const found = () =>
      touchstone.request<{ items: readonly { touchpoints: number }[] }>('/customers?identifier=user_id:twice-1');
    await eventually('both lines are there', found, ({ body }) => body.items[0]?.touchpoints === 2);
    const other = { ...mapping, event: 'Seen otherwise' };
    const changed = await importFile('twice.ndjson.gz', gzipSync(lines), other);
    expect(changed.receipt).toMatchObject({ read: 3, stored: 0, conflict: 2, rejected: 1 });
    expect(outcomes(changed.receipt)).toEqual({ 1: 'conflict', 2: 'conflict', 3: 'not-json' });
  });

  it('counts an id that the file holds twice as what it is', async () => {
    const text =
      'id,key,at,note\nids-1,k1,2024-01-01T00:00:00Z,a\nids-1,k1,2024-01-01T00:00:00Z,a\nids-1,k1,2024-01-01T00:00:00Z,b\n';
    const { receipt } = await importFile('ids.csv', text, { ...seen, id: '{key}' });
    expect(receipt).toMatchObject({ read: 3, stored: 1, duplicate: 1, conflict: 1, rejected: 0 });
    expect(outcomes(receipt)).toEqual({ 4: 'conflict' });
    const { status } = await touchstone.request('/v1/import', {
      headers: { authorization: '', 'x-write-key': touchstone.writeKey },
      body: { import: { id: receipt.importId, lines: [1, 2] }, batch: [] },
    });
    expect(status).toBe(400);
  });

  it('reads a file that grows as it was, and says how much was added', async () => {
    const path = join(folder, 'grows.csv');
    const rows = Array.from({ length: 4_000 }, (_, row) => `grows-${row % 7},2024-01-01T00:00:00Z,${row}`);
    const whole = ['id,at,note', ...rows, 'grows-1,2024-01-01T00:0'].join('\n');
    await writeFile(path, whole);
    const { url, writeKey } = touchstone;
    const to = ['--url', url, '--write-key', writeKey, '--data', join(folder, 'kept')];
    const importing = startImport(path, '--mapping', await mappingFile(folder, seen), ...to);
    await eventually('the file is open', importing.err, (err) => err.includes('hashing'), { pauseMs: 1 });
    await appendFile(path, '0:00Z,added\ngrows-2,2024-01-01T00:00:00Z,added\n');
    const { out, err } = await importing.ended;
    const receipt = JSON.parse(out) as Receipt;
    expect(receipt).toMatchObject({ read: 4_001, stored: 4_000, rejected: 1, rejectedBy: { 'cut-off': 1 } });
    expect(outcomes(receipt)).toEqual({ 4002: 'cut-off' });
    expect(err).toMatch(/grows\.csv grew by 47 bytes meanwhile; they were not read/);
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).not.toBe(createHash('sha256').update(whole).digest('hex'));
  });

  it('refuses what cannot work with a sentence', async () => {
    const nowhere = await importFile('a.csv', 'id\n1\n', { identity: { user_id: '{customer}' } });
    expect(nowhere).toMatchObject({
      code: 1,
      err: expect.stringContaining('names the column customer, which the file does not have'),
    });
    const revoked = await importFile('a.csv', 'id\n1\n', { identity: { user_id: '{id}' } }, '--write-key', 'wrong');
    expect(revoked).toMatchObject({ code: 1, err: expect.stringContaining('This write key is not known here') });
    // A port that nobody may listen on.
    const away = await importFile('a.csv', 'id\n1\n', { identity: { user_id: '{id}' } }, '--url', 'http://127.0.0.1:1');
    expect(away).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing answers at http://127.0.0.1:1: start'),
    });
    const status = await touchstone.request(`/v1/receipts/00000000-0000-4000-8000-000000000000`);
    expect(status.status).toBe(404);
  });
});
