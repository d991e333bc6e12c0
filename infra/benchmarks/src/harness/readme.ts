import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of each command that writes its table into the README: the name in its markers. */
export type Mark = 'bench' | 'growth' | 'scaled';

/** `--write-readme` and, for another file than the README of this repository, `--readme <path>`. */
export const readmeOptions = {
  'write-readme': { type: 'boolean', default: false },
  readme: { type: 'string', default: join(__dirname, '../../../../README.md') },
} as const;

/** Replaces what stands between the markers. Throws when they are not there. */
export const writeBetweenMarkers = async (path: string, mark: Mark, text: string): Promise<void> => {
  const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
  const old = await readFile(path, 'utf8');
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the markers ${begin} and ${end}.`);
  await writeFile(path, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`);
};
