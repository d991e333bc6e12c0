// The whole proof: build, lint, typecheck and Jest, each with its own output. Every step runs even when one before it
// failed, so that one run shows everything that is wrong. Lint and typecheck each keep one core busy, so they run together,
// and what the second of them says comes when the first has ended.
import { spawn } from 'node:child_process';

const jestArguments = process.argv.slice(2);
const stages = [
  [['build', 'npm', ['run', '--silent', 'build']]],
  [
    ['lint', 'npm', ['run', '--silent', 'lint']],
    ['typecheck', 'npm', ['run', '--silent', 'typecheck']],
  ],
  [['jest', 'npx', ['--no', '--', 'jest', ...jestArguments]]],
];
const names = stages.flat().map(([name]) => name);

const start = ([name, command, args], isFirst) => {
  const began = Date.now();
  const stdio = isFirst ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { stdio, shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ name, passed: false, output: `${error.message}\n`, seconds: '0' }));
    child.once('close', (code) =>
      resolve({ name, passed: code === 0, output, seconds: ((Date.now() - began) / 1000).toFixed(1) }),
    );
  });
  return { name, ended };
};

const results = [];
for (const stage of stages) {
  const heading = (name) => process.stdout.write(`\n=== ${names.indexOf(name) + 1} of ${names.length}: ${name}\n`);
  heading(stage[0][0]);
  const running = stage.map((step, index) => start(step, index === 0));
  for (const [index, { name, ended }] of running.entries()) {
    const result = await ended;
    if (index > 0) {
      heading(name);
      process.stdout.write(result.output);
    }
    results.push(result);
  }
}
process.stdout.write('\n');
for (const { name, passed, seconds } of results)
  process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)\n`);
process.exitCode = results.filter(({ passed }) => !passed).length;
