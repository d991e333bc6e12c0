import { readFile, writeFile } from 'node:fs/promises';

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

/** Replaces what stands between the markers. Throws when they are not there. */
export const writeBetweenMarkers = async (path: string, text: string): Promise<void> => {
  const old = await readFile(path, 'utf8');
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the markers ${begin} and ${end}.`);
  await writeFile(path, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`);
};
