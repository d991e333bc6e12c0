import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { Api } from './api.client';
import type { Run } from './context';
import { download, type Downloaded } from './download.files';
import { Refused } from './refused';

const emptyDirectory = async (path: string): Promise<string> => {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`${path} cannot be made (${error.code}): choose another directory with --to or --keys-to.`);
  });
  if ((await readdir(path)).length > 0) throw new Refused(`${path} is not empty: choose another directory.`);
  return path;
};

const fetchPart = async (api: Api, part: 'log' | 'keys', directory: string): Promise<Downloaded & { file: string }> => {
  const file = `${part}.ndjson.gz`;
  const format = `${part.padEnd(4)}  {rows} rows, {megabytes} MB, {duration_formatted}`;
  const bar = new SingleBar({ format, stream: process.stderr, noTTYOutput: true, notTTYSchedule: 10_000, fps: 4 });
  bar.start(1, 0, { rows: 0, megabytes: '0.0' });
  const show = ({ bytes, rows }: { bytes: number; rows: number }) =>
    bar.update(0, { rows, megabytes: (bytes / 1e6).toFixed(1) });
  try {
    const done = await download(await api.stream(`/admin/backup/${part}`), join(directory, file), show);
    show(done);
    return { ...done, file };
  } finally {
    bar.stop();
  }
};

const stamp = (): string =>
  new Date()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '')
    .replace('T', '-')
    .replace('Z', '');

interface Options {
  readonly to?: string;
  readonly keysTo?: string;
}

/** The log first: every event in it then has its key among those that are read afterwards. */
const save = async (api: Api, { to, keysTo }: Options) => {
  const takenAt = new Date().toISOString();
  const directory = await emptyDirectory(resolve(to ?? `touchstone-backup-${stamp()}`));
  const keysDirectory = await emptyDirectory(resolve(keysTo ?? `${directory}-keys`));
  const log = await fetchPart(api, 'log', directory);
  const keys = await fetchPart(api, 'keys', keysDirectory);
  const manifest = { format: 1, takenAt, parts: { log, keys } };
  // Last, so that a backup that has it is whole.
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  return { directory, keysDirectory, ...manifest };
};

export const backupCommand = (program: Command, run: Run): void => {
  program
    .command('backup')
    .description('save the log and, apart from it, its keys; restore brings them back')
    .option('--to <dir>', 'an empty directory for the log')
    .option('--keys-to <dir>', 'an empty directory for the keys, best on another disk')
    .action((options: Options) =>
      run(async ({ api, print }) => {
        const saved = await save(api, options);
        print(
          saved,
          () =>
            `log   ${saved.directory}\nkeys  ${saved.keysDirectory}   (delete them after 30 days: they open what was erased since)\n` +
            'Keep secrets.json of the data directory too, in a third place: without it neither can be read.',
        );
      }),
    );
};
