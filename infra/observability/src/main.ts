import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generated } from './generated';

const root = resolve(__dirname, '../../..');

for (const [path, text] of Object.entries(generated())) {
  mkdirSync(dirname(resolve(root, path)), { recursive: true });
  writeFileSync(resolve(root, path), text);
  process.stdout.write(`wrote ${path}\n`);
}
