// The whole proof: build, lint, typecheck and Jest, each with its own output. Every step runs even when one before it
// failed, so that one run shows everything that is wrong.
import { spawnSync } from 'node:child_process';

const jestArguments = process.argv.slice(2);
const steps = [
  ['build', 'npm', ['run', '--silent', 'build']],
  ['lint', 'npm', ['run', '--silent', 'lint']],
  ['typecheck', 'npm', ['run', '--silent', 'typecheck']],
  ['jest', 'npx', ['--no', '--', 'jest', ...jestArguments]],
];

const run = ([name, command, args], index) => {
  process.stdout.write(`\n=== ${index + 1} of ${steps.length}: ${name}\n`);
  const began = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  return { name, passed: status === 0, seconds };
};

const results = steps.map(run);
process.stdout.write('\n');
for (const { name, passed, seconds } of results)
  process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)\n`);
process.exitCode = results.filter(({ passed }) => !passed).length;
