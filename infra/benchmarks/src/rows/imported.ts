import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spawnTouchstone } from '@touchstone/testing';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { runWatched, type Watched } from '../harness/run-watched';
import { median } from '../harness/statistics';

const importer = resolve(__dirname, '../../../../apps/cli/dist/main.js');
const bare = join(__dirname, '../plain/bare-csv.js');
const people = 2_000;

const mapping = {
  event: 'Order Completed',
  identity: { user_id: '{customer}', email: '{email}' },
  time: { column: 'at' },
  money: { amount: '{amount}', decimal: '.', currency: 'EUR' },
  properties: { order_id: '{order}', note: '{note}' },
};

function* lines(count: number): Generator<string> {
  yield 'order,customer,email,at,amount,note\n';
  const note = 'delivered to the door, as agreed on the telephone the day before '.repeat(2);
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.UTC(2024, 0, 1) + n * 1_000).toISOString();
    yield `o-${n},u-${n % people},u${n % people}@example.com,${at},${(n % 900) + 1}.50,"${note}"\n`;
  }
}

const fileOf = async (folder: string, count: number): Promise<string> => {
  const path = join(folder, `orders-${count}.csv`);
  await pipeline(Readable.from(lines(count)), createWriteStream(path));
  return path;
};

const turns = async (rounds: number, ...runs: readonly (() => Promise<Watched>)[]): Promise<Watched[][]> => {
  const all: Watched[][] = runs.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [nth, run] of runs.entries()) all[nth]?.push(await run());
  return all;
};

const figures = (name: string, count: number, runs: readonly Watched[]): Figures => {
  const rates = runs.map(({ ms }) => (count / ms) * 1_000);
  return { name, perSecond: median(rates), range: [Math.min(...rates), Math.max(...rates)] };
};

/** From the start of the command to its receipt: every line is in the log by then. */
const forReal = async (path: string, mappingFile: string, folder: string): Promise<Watched> => {
  const { url, writeKey, stop } = await spawnTouchstone({ env: { LOG_LEVEL: 'error' } });
  const to = ['--url', url, '--write-key', writeKey, '--data', join(folder, 'data'), '--json'];
  return runWatched(importer, ['import', path, '--mapping', mappingFile, ...to]).finally(stop);
};

const measureIn = async (folder: string, { quick }: Bench, { rounds }: Pace) => {
  const [small, large, real] = quick ? [500, 1_000, 300] : [100_000, 1_000_000, 30_000];
  const mappingFile = join(folder, 'mapping.json');
  await writeFile(mappingFile, JSON.stringify(mapping));
  const [few, many, sent] = [await fileOf(folder, small), await fileOf(folder, large), await fileOf(folder, real)];
  const checking = (path: string) => () =>
    runWatched(importer, ['import', path, '--mapping', mappingFile, '--dry-run', '--json']);
  const [checked = [], parsed = []] = await turns(rounds, checking(many), () => runWatched(bare, [many]));
  const smallRun = await checking(few)();
  const realRun = await forReal(sent, mappingFile, folder);
  const receipt = JSON.parse(realRun.out) as { stored: number };
  if (receipt.stored !== real) throw new Error(`Of ${real} lines only ${receipt.stored} were stored.`);
  const mb = async (path: string): Promise<number> => Math.round((await stat(path)).size / 1e6);
  const peak = (runs: readonly Watched[]): number => Math.round(Math.max(...runs.map(({ peakMb }) => peakMb)));
  const [ours, theirs] = [
    figures('touchstone import --dry-run', large, checked),
    figures('csv-parse alone', large, parsed),
  ];
  return {
    contenders: [
      ours,
      { ...theirs, ratio: (ours.perSecond ?? 0) / (theirs.perSecond ?? 1) },
      figures('touchstone import, until its receipt', real, [realRun]),
    ],
    notes: [
      `Most memory: ${peak([smallRun])} MB for ${await mb(few)} MB, ${peak(checked)} MB for ${await mb(many)} MB; csv-parse ${peak(parsed)} MB; the real import of ${await mb(sent)} MB ${peak([realRun])} MB.`,
    ],
  };
};

const measure = async (bench: Bench, pace: Pace) => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-import-'));
  return measureIn(folder, bench, pace).finally(() => rm(folder, { recursive: true, force: true }));
};

export const imported: OwnPaceRow = {
  name: 'imported',
  what: `touchstone import of orders of ${people} people, about 240 bytes a line: the dry run beside reading the same file with csv-parse, each a process of its own with its start; then for real, one process that receives.`,
  unit: 'lines',
  measure,
};
