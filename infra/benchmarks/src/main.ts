import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { startBenchServer } from './harness/bench-server';
import { describeMachine, machineText } from './harness/machine';
import { measureRow } from './harness/measure-row';
import { readmeOptions, writeBetweenMarkers } from './harness/readme';
import type { Measured, Pace } from './harness/row';
import { asMarkdown } from './harness/table';
import { allRows } from './rows/all-rows';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '2000' },
    window: { type: 'string', default: '120' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string', default: '.touchstone/bench.json' },
    ...readmeOptions,
  },
});

const positive = (name: 'rounds' | 'ms' | 'window'): number => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} ${values[name]} is no number above 0.`);
  return value;
};

const paceOf = (): Pace =>
  values.quick
    ? { rounds: 1, roundMs: 100, windowMs: 500 }
    : { rounds: positive('rounds'), roundMs: positive('ms'), windowMs: positive('window') * 1_000 };

const settingOf = ({ rounds, roundMs, windowMs }: Pace): string =>
  `${rounds} rounds of ${roundMs} ms each, contenders in turn, medians; sustained for ${windowMs / 1_000} s.` +
  (values.quick ? ' Quick: shows that every row runs, the figures mean nothing.' : '');

const rowsNamed = () => {
  const rows = allRows.filter(({ name }) => values.only.some((start) => name.startsWith(start)));
  if (rows.length > 0) return rows;
  const names = allRows.map(({ name }) => name).join(', ');
  throw new Error(`No row starts with ${values.only.join(' or ')}. Rows: ${names}.`);
};

const main = async (): Promise<void> => {
  const [rows, pace] = [rowsNamed(), paceOf()];
  const server = await startBenchServer(values.quick);
  try {
    const load = `Load average of other work when it began: ${loadavg()[0]?.toFixed(1)}.`;
    const machine = await describeMachine(server.url);
    const measured: Measured[] = [];
    for (const row of rows) {
      process.stderr.write(`${row.name} ...\n`);
      measured.push(await measureRow(row, server, pace));
    }
    const at = new Date().toISOString();
    const table = `${at.slice(0, 10)}, ${machineText(machine)}. ${settingOf(pace)} ${load}\n\n${asMarkdown(measured)}`;
    process.stdout.write(`${table}\n`);
    await mkdir(dirname(values.json), { recursive: true });
    await writeFile(values.json, JSON.stringify({ at, machine, pace, measured }, null, 2));
    if (values['write-readme']) await writeBetweenMarkers(values.readme, 'bench', table);
  } finally {
    await server.stop();
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
