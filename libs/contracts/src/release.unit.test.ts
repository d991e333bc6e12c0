import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { release } from './release';

it('the release is that of the packages', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(release).toBe(version);
});
