import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HandledLine, MemberOptions, MemberProcess } from './bus-world';
import { waitUntil } from './wait-until';

/** What a member's process is told as JSON in its first argument. */
export interface MemberTask extends MemberOptions {
  readonly url: string;
  /** Of Kafka, where the bus is there. */
  readonly brokers?: string;
  readonly leaseMs: number;
  /** A file that gets a line per handled message. */
  readonly log: string;
}

/** Starts a compiled script as a member, and resolves when it says that it has joined. */
export const startMember = async (script: string, task: Omit<MemberTask, 'log'>): Promise<MemberProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-member-'));
  const log = join(folder, 'handled');
  writeFileSync(log, '');
  const child = spawn(process.execPath, [script, JSON.stringify({ ...task, log })], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  let lines: HandledLine[] | undefined;
  const read = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as HandledLine);
  const exited = new Promise<void>((resolve) =>
    child.once('close', () => {
      lines = read();
      rmSync(folder, { recursive: true, force: true });
      process.off('exit', killWithUs);
      resolve();
    }),
  );
  await waitUntil(
    'the member has joined',
    () => output,
    (text) => text.includes('joined') || child.exitCode !== null,
  );
  if (!output.includes('joined')) throw new Error(`The member ended: ${output}`);
  return { handled: () => lines ?? read(), signal: (signal) => void child.kill(signal), exited };
};
