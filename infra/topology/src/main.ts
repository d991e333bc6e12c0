import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generated } from './generated';
import { madeSecrets } from './table';

const root = resolve(__dirname, '../../..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** An environment file with everything that a deployment must be given; written once, and kept. */
const printSecrets = (): void => {
  for (const name of [...madeSecrets, 'POSTGRES_PASSWORD']) say(`${name}=${randomBytes(32).toString('hex')}`);
};

if (process.argv[2] === 'secrets') printSecrets();
else
  for (const [path, text] of Object.entries(generated())) {
    mkdirSync(dirname(resolve(root, path)), { recursive: true });
    writeFileSync(resolve(root, path), text);
    say(`wrote ${path}`);
  }
