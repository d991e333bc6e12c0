import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';

interface Options {
  readonly keys?: string;
  readonly secrets: string;
  readonly into: string;
}

const allInOne = join(__dirname, '../../all-in-one/dist/main.js');

// The one command that cannot go over HTTP: nothing runs yet that could answer.
const runRestore = (args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [allInOne, 'restore', ...args], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });

export const restoreCommand = (program: Command): void => {
  program
    .command('restore <backup>')
    .description('make a new data directory from a backup; start Touchstone on it afterwards')
    .option('--keys <dir>', 'directory of the keys (default: <backup>-keys)')
    .requiredOption('--secrets <file>', 'secrets.json of the server that was backed up')
    .requiredOption('--into <dir>', 'the new data directory')
    .action((backup: string, { keys, secrets, into }: Options) =>
      runRestore([backup, '--keys', keys ?? `${backup.replace(/\/$/, '')}-keys`, '--secrets', secrets, '--into', into]),
    );
};
