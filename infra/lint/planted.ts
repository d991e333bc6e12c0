import { spawnSync } from 'node:child_process';
import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';

export type Message = { rule: string; message: string };
export type Planted = { file: string; text: string };

export const root = join(__dirname, '../..');

/** Where the projects are: { contracts: 'libs/contracts', ... }. */
export const projectFolders = (): Record<string, string> =>
  Object.fromEntries(
    ['apps', 'libs', 'infra'].flatMap((group) =>
      readdirSync(join(root, group))
        .filter((name) => existsSync(join(root, group, name, 'project.json')))
        .map((name) => [name, `${group}/${name}`]),
    ),
  );

/** What the lint says about each planted text. */
export const lint = (planted: Planted[]): Message[][] => {
  const options = { input: JSON.stringify(planted), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(__dirname, 'plant.mjs')], options);
  if (status !== 0) throw new Error(`The lint of planted texts failed: ${stderr}`);
  return JSON.parse(stdout) as Message[][];
};
