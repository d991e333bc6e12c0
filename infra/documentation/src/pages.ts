import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root } from './repository';

/** What each fenced block of a language says, in order. */
export const blocksOf = (page: string, language: string): string[] =>
  [...readText(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text]) => text as string,
  );

/** Rows of the table whose first heading is `heading`, cell by cell. */
export const tableOf = (page: string, heading: string): string[][] => {
  const lines = readText(page).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  if (start < 0) throw new Error(`${page} has no table headed ${heading}.`);
  const after = lines.slice(start + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return after.slice(0, end < 0 ? undefined : end).map(cells);
};

/** Relative links of a page that lead nowhere. */
export const brokenLinks = (page: string): string[] => {
  const folder = join(root, page, '..');
  const targets = [...readText(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
  const local = targets.filter((target) => !/^[a-z]+:|^#/.test(target));
  return local.filter((target) => !existsSync(join(folder, target.split('#')[0] as string)));
};
