import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { Refused } from '../refused';
import { mappingSchema, type Mapping } from './mapping';

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`The mapping ${path} cannot be read (${error.code}): pass the right path with --mapping.`);
  });

/** YAML or JSON (which is YAML). The hash is of its meaning: comments and layout do not count. */
export const readMapping = async (path: string): Promise<{ mapping: Mapping; hash: string }> => {
  const text = await readText(path);
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new Refused(`The mapping ${path} is neither YAML nor JSON: ${(error as Error).message}`);
  }
  const parsed = mappingSchema.safeParse(content);
  if (!parsed.success) throw new Refused(`The mapping ${path} does not fit:\n${z.prettifyError(parsed.error)}`);
  const hash = createHash('sha256').update(JSON.stringify(parsed.data)).digest('hex');
  return { mapping: parsed.data, hash };
};
