import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Base64 of a text wherever it begins in what surrounds it: the characters that do not depend on its neighbours. */
const base64Forms = (text: string): string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.from('x'.repeat(before) + text).toString('base64');
    const end = Math.floor(((before + text.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), end);
  });

const formsOf = (text: string): Buffer[] => {
  const hex = Buffer.from(text).toString('hex');
  const base64 = base64Forms(text).flatMap((form) => [form, form.replace(/\+/g, '-').replace(/\//g, '_')]);
  const texts = new Set([text, hex, hex.toUpperCase(), ...base64]);
  return [...[...texts].map((form) => Buffer.from(form)), Buffer.from(text, 'utf16le')];
};

/** Where one of the texts stands in these bytes: as it is, as hex, as base64 or as UTF-16, in upper or lower case. */
export const findTexts = (name: string, bytes: Buffer, texts: readonly string[]): string[] => {
  const all = new Set(texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]));
  return [...all].flatMap((text) =>
    formsOf(text).flatMap((form) => {
      const at = bytes.indexOf(form);
      return at < 0 ? [] : [`${name}: ${bytes.toString('latin1', Math.max(0, at - 60), at + 80)}`];
    }),
  );
};

export const findInFolder = async (folder: string, texts: readonly string[]): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // The server removes files of its own while they are listed.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    found.push(...findTexts(path, bytes, texts));
  }
  return found;
};
