import { Command, Option } from 'commander';
import { openApi } from './api.client';
import { backupCommand } from './backup.command';
import { busCommands } from './bus.command';
import type { Run } from './context';
import { customerCommands } from './customer.command';
import { deadLetterCommands } from './dead-letters.command';
import { doctorCommand } from './doctor/doctor.command';
import { importCommand } from './import/import.command';
import { keyCommands } from './key.command';
import { projectionCommands } from './projection.command';
import { receiptsCommand } from './receipts.command';
import { restoreCommand } from './restore.command';
import { printer } from './show';
import { sourceCommands } from './source.command';
import { statusCommand } from './status.command';
import { trackingPlanCommands } from './tracking-plan.command';
import { findTarget, type TargetOptions } from './target.files';

/** All commands. They reach Touchstone over HTTP only. */
export const createProgram = (write: (line: string) => void): Command => {
  const program = new Command('touchstone')
    .description('Administers a running Touchstone over HTTP.')
    .addOption(new Option('--url <url>', 'address of Touchstone').env('TOUCHSTONE_URL'))
    .addOption(new Option('--api-key <key>', 'API key').env('TOUCHSTONE_API_KEY'))
    .addOption(
      new Option('--data <dir>', 'data directory with credentials.json').env('TOUCHSTONE_DATA').default('.touchstone'),
    )
    .option('--json', 'print answers as JSON')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(touchstone --help lists the commands)');
  const run: Run = async (work) => {
    const options = program.opts<TargetOptions & { json?: boolean }>();
    await work({ api: openApi(await findTarget(options)), print: printer(options.json ?? false, write) });
  };
  for (const add of [
    sourceCommands,
    trackingPlanCommands,
    keyCommands,
    customerCommands,
    receiptsCommand,
    deadLetterCommands,
    busCommands,
    projectionCommands,
    statusCommand,
    doctorCommand,
    backupCommand,
  ])
    add(program, run);
  restoreCommand(program);
  importCommand(program, () => {
    const options = program.opts<TargetOptions & { json?: boolean }>();
    return { target: options, print: printer(options.json ?? false, write) };
  });
  return program;
};
