import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Printer } from '../show';
import { findImportTarget, type TargetOptions } from '../target.files';
import { dryRun } from './dry-run';
import { importClient, refuseUnreachable } from './import.client';
import { openImportFile, type ImportFile } from './import-file.files';
import { openJournal } from './journal.files';
import { readMapping } from './mapping.files';
import type { Misfit } from './misfit';
import { showProgress } from './progress';
import { receiptText } from './receipt-text';
import { openReport, type Report } from './report.files';
import { awaitReceipt, runImport } from './run-import';
import { dryRunText } from './tally';
import { Refused } from '../refused';

interface Options {
  readonly mapping: string;
  readonly writeKey?: string;
  readonly dryRun?: boolean;
  readonly requests: number;
  readonly report?: string;
}
type Environment = () => { readonly target: TargetOptions; readonly print: Printer };
type Read = Awaited<ReturnType<typeof readMapping>>;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const sayGrowth = async (file: ImportFile): Promise<void> => {
  const bytes = await file.growth();
  if (bytes > 0)
    say(
      `${file.path} grew by ${bytes} bytes meanwhile; they were not read. Put them into a file of their own: the whole file again has another hash, and so its lines other ids.`,
    );
  if (bytes < 0) say(`${file.path} became ${-bytes} bytes shorter meanwhile: what is missing was not read.`);
};

const check = async (file: ImportFile, { mapping }: Read, report: Report, print: Printer): Promise<void> => {
  const result = await dryRun(file, mapping, (line, misfit) => report.add(line, misfit));
  print(result, () => dryRunText(result));
  if (result.reasons.length > 0) process.exitCode = 2;
};

const hashOf = async (file: ImportFile): Promise<string> => {
  const progress = showProgress('hashing', file.size);
  try {
    return await file.hash((bytes) => progress.update(bytes, 0));
  } finally {
    progress.stop();
  }
};

const send = async (
  file: ImportFile,
  { mapping, hash: mappingHash }: Read,
  report: Report,
  { target, print, options }: { target: TargetOptions; print: Printer; options: Options },
): Promise<void> => {
  if (file.size === undefined)
    throw new Refused(
      'A pipe can only be checked, with --dry-run: an import reads its file twice, the first time for its hash.',
    );
  const to = await findImportTarget({ ...target, writeKey: options.writeKey });
  await refuseUnreachable(to);
  const fileHash = await hashOf(file);
  const journal = await openJournal(target.data, { fileHash, mappingHash, ...to });
  if (journal.through > 0) say(`import ${journal.importId} goes on behind line ${journal.through}.`);
  let waiting: string | undefined;
  const client = importClient(to, (why) => (waiting = why));
  const details = new Map<string, string>();
  const onMisfit = (line: number, misfit: Misfit): void => {
    if (!details.has(misfit.code)) details.set(misfit.code, misfit.detail);
    report.add(line, misfit);
  };
  const progress = showProgress('importing', file.size);
  const common = { file, mapping, fileHash, journal, client, requests: options.requests };
  await runImport({ ...common, onMisfit, progress, waitingFor: () => waiting }).finally(() => progress.stop());
  const arriving = showProgress('arriving', undefined);
  const receipt = await awaitReceipt(client, journal.importId, {
    onReceipt: ({ read, waiting: left }) => arriving.update(0, read - left),
    sleep: (ms) => sleep(ms),
    now: Date.now,
  }).finally(() => arriving.stop());
  const items = await client.failedLines(journal.importId);
  await journal.finish();
  print({ ...receipt, lines: items }, () => receiptText(receipt, items, { details }));
  if (receipt.rejected + receipt.conflict + receipt.waiting > 0) process.exitCode = 2;
};

const positive = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 32) throw new Refused('--requests is a number from 1 to 32.');
  return count;
};

export const importCommand = (program: Command, environment: Environment): void => {
  program
    .command('import <file>')
    .description(
      'send a CSV or NDJSON file (gzip or not, - for the standard input) as history; a killed import goes on where it was',
    )
    .requiredOption('--mapping <file>', 'YAML or JSON: how columns become touchpoints (docs/import.md)')
    .addOption(new Option('--write-key <key>', 'of the source whose history it is').env('TOUCHSTONE_WRITE_KEY'))
    .option('--dry-run', 'read everything, say what does not fit, send nothing')
    .option('--report <file>', 'write every line that does not fit to this file, as NDJSON')
    .option('--requests <count>', 'requests at once', positive, 4)
    .action(async (path: string, options: Options) => {
      const { target, print } = environment();
      const read = await readMapping(options.mapping);
      const file = await openImportFile(path);
      const report = openReport(options.report);
      try {
        if (options.dryRun) await check(file, read, report, print);
        else await send(file, read, report, { target, print, options });
        await sayGrowth(file);
      } finally {
        await Promise.all([report.close(), file.close()]);
      }
    });
};
