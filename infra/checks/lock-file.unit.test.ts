import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Locked = { resolved?: string; link?: boolean; optionalDependencies?: Record<string, string> };

const lock = JSON.parse(readFileSync(join(__dirname, '../../package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const packages = Object.entries(lock.packages);

/** node_modules of the package itself, then of each folder above it. */
const isLocked = (from: string, name: string): boolean => {
  const inside = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (inside in lock.packages) return true;
  if (from === '') return false;
  const parent = from.includes('/node_modules/') ? from.slice(0, from.lastIndexOf('/node_modules/')) : '';
  return isLocked(parent, name);
};

describe('the lock file', () => {
  it('names packages and no address to fetch them from', () => {
    const addresses = packages.filter(([, { resolved, link }]) => resolved !== undefined && !link);
    expect(addresses).toEqual([]);
  });

  // npm install forgives a platform package that its registry lacks; the next npm ci does not.
  it('holds every optional dependency, for whatever platform', () => {
    const missing = packages.flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isLocked(from, name))
        .map((name) => `${from} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
